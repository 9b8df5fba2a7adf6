"""A proxy between an SDK and the edge, which counts the requests and loses answers."""

import contextlib
import http.client
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Turn = Literal["cut", "503"]

# headers that belong to one connection
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect"}
# what all SDKs can read
_BUSY = b'{"code": 503, "status": 0, "error": "busy", "message": "busy"}'


@dataclass
class Passed:
    """A request that reached the edge, and the answer of the edge."""

    method: str
    path: str
    body: bytes
    status: int
    answer: bytes


@dataclass
class HttpProxy:
    """`turns` names what happens to the answers of the first requests. The others are passed on.

    - `cut`: the connection is closed without an answer.
    - `503`: this answer stands in for the edge's.

    The edge has done its work each time.
    """

    url: str
    turns: list[Turn] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)


@contextlib.contextmanager
def between(edge: str, *turns: Turn) -> Iterator[HttpProxy]:
    """Start a proxy in front of the URL of an edge."""
    address = urlsplit(edge).netloc
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_POST(self) -> None:
            body = self._read()
            connection = http.client.HTTPConnection(address, timeout=60)
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
            if body or self.command == "POST":
                headers["Content-Length"] = str(len(body))
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            connection.close()
            with lock:
                proxy.passed.append(Passed(self.command, self.path, body, answer.status, said))
                turn = proxy.turns.pop(0) if proxy.turns else None
            if turn == "cut":
                self.close_connection = True
                return
            self.send_response(503 if turn else answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP | {"server", "date"}:
                    self.send_header(name, value)
            said = _BUSY if turn else said
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST  # noqa: N815 (the name is the library's)

        def _read(self) -> bytes:
            if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def log_message(self, *_: object) -> None: ...

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        proxy = HttpProxy(f"http://127.0.0.1:{server.server_port}", list(turns))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield proxy
        finally:
            server.shutdown()
