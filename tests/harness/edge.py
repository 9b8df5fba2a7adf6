"""Real proxies with the files of hardal-admin edge-config, without TLS, and a peer for them."""

import contextlib
import http.server
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from hardal_admin.edge.caddyfile import Caddyfile
from hardal_admin.edge.nginx import Nginx
from hardal_admin.embedded import binaries, ports

HOST = "events.example.org"


@dataclass
class Edge:
    client: httpx.Client
    port: int
    folder: Path

    def raw(self, line: str, *headers: str, body: bytes = b"") -> bytes:
        """Send a request as it is written, and return the status of the answer."""
        head = [line, "Host: x", "Connection: close", f"Content-Length: {len(body)}", *headers]
        with socket.create_connection(("127.0.0.1", self.port)) as s:
            s.sendall("\r\n".join([*head, "", ""]).encode() + body)
            return s.makefile("rb").readline().split()[1]

    def logged(self) -> str:
        """Return all that the proxy has written: its logs, and what else is in its folder."""
        return "".join(
            file.read_bytes().decode(errors="replace")
            for file in self.folder.rglob("*")
            if file.is_file() and file.suffix == ".log"
        )


@contextlib.contextmanager
def caddy(postgrest: str, admin: str) -> Iterator[Edge]:
    """Caddy in front of the two addresses (`host:port`)."""
    with _folder() as (folder, port):
        text = Caddyfile(postgrest, admin, host=HOST).render()
        text = text.replace("auto_https disable_redirects", "auto_https off\n\tadmin off")
        text = text.replace(f"{HOST} {{", f":{port} {{\n\tbind 127.0.0.1")
        with _running_caddy(text, folder, port) as edge:
            yield edge


@contextlib.contextmanager
def caddy_with_tls() -> Iterator[str]:
    """Caddy as in production, with a certificate of its own. Yield its address."""
    with _folder() as (folder, port):
        own = f"\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttps_port {port}"
        text = Caddyfile("127.0.0.1:1", "127.0.0.1:1", host="localhost").render()
        text = text.replace("auto_https disable_redirects", f"auto_https disable_redirects{own}")
        url = f"https://localhost:{port}"
        text = text.replace("localhost {", "localhost {\n\tbind 127.0.0.1")
        with _running_caddy(text, folder, port):
            for _ in range(200):  # until the certificate is made
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"{url}/live", verify=False)  # noqa: S501
                    break
                time.sleep(0.05)
            yield url


@contextlib.contextmanager
def nginx(postgrest: str, admin: str) -> Iterator[Edge]:
    """nginx in front of the two addresses (`host:port`)."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed")
    with _folder() as (folder, port):
        text = Nginx(postgrest, admin, HOST, "/none.pem", "/none.key").render()
        text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.MULTILINE)
        text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
        (folder / "hardal.conf").write_text(text.replace("/var/log/nginx", str(folder)))
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = folder / "main.log"
        (folder / "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {folder}/pid; error_log {main};"
            f" events {{}} http {{ {temporary} include {folder}/hardal.conf; }}"
        )
        command = [program, "-p", str(folder), "-e", str(main), "-c", f"{folder}/nginx.conf"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr
        with _running(command, folder, port, {}) as edge:
            yield edge


Start = Callable[[str, str], contextlib.AbstractContextManager[Edge]]
STARTS: dict[str, Start] = {"caddy": caddy, "nginx": nginx}


@contextlib.contextmanager
def _folder() -> Iterator[tuple[Path, int]]:
    folder = Path(tempfile.mkdtemp(prefix="hardal-test-"))
    folder.chmod(0o755)
    try:
        yield folder, ports.any_free()
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _running_caddy(text: str, folder: Path, port: int) -> Iterator[Edge]:
    file = folder / "Caddyfile"
    file.write_text(text)
    command = [str(binaries.caddy()), "run", "--config", str(file), "--adapter", "caddyfile"]
    home = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with _running(command, folder, port, home) as edge:
        yield edge


@contextlib.contextmanager
def _running(
    command: list[str], folder: Path, port: int, environment: dict[str, str]
) -> Iterator[Edge]:
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            for _ in range(200):
                with contextlib.suppress(httpx.TransportError):
                    client.get("/live")
                    break
                time.sleep(0.05)
            yield Edge(client, port, folder)
    finally:
        process.terminate()
        process.wait(20)


@dataclass
class Received:
    """A request as the peer has received it."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """A server in PostgREST's place, which keeps what it receives."""

    address: str
    received: list[Received]
    server: str
    accepted: list[object]

    @property
    def connections(self) -> int:
        """Return how many connections have been opened."""
        return len(self.accepted)

    def last(self) -> Received:
        return self.received[-1]


@contextlib.contextmanager
def peer(
    *, breaks: bool = False, cuts: bool = False, status: int = 200, refusal: str = ""
) -> Iterator[Peer]:
    """A server that answers `{}` to every request, with this status.

    With `refusal`, it answers with this body, as a door that refuses.

    With `breaks`, it closes the connection instead, at each request but the first of a connection.
    With `cuts`, it closes the connection in the middle of its answer.
    """
    received: list[Received] = []
    accepted: list[object] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        asked = 0

        def setup(self) -> None:
            super().setup()
            accepted.append(self.client_address)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received.append(Received(self.requestline, headers, body))
            self.asked += 1
            if breaks and self.asked > 1:
                self.close_connection = True
                return
            self.send_response(status)
            body = (refusal or "{}").encode()
            self.send_header("Content-Length", "200" if cuts else str(len(body)))
            if refusal:
                self.send_header("X-Hardal-Refusal", body.decode("latin-1"))  # the bytes of UTF-8
                self.send_header("Content-Type", "application/json")
            self.close_connection = cuts
            self.send_header("Retry-After", "7")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 (the name is the library's)

        def log_message(self, *_: object) -> None: ...

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        name = f"{Handler.server_version} {Handler.sys_version}"
        yield Peer(f"127.0.0.1:{server.server_port}", received, name, accepted)
        server.shutdown()
