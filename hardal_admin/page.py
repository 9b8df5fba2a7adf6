"""The page: its files, as migrate stores them in the database.

The sources stand in dashboard/. Three packages of npm belong to them, as they are; vendor.json
lists their files. Both are read from a checkout, or from inside the installed wheel.
"""

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from hardal_admin.errors import Refused

PAGE = "index.html"
INDEX = "views/index.js"
LISTED = "vendor.json"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# the paths that the edge lets through
PATH = re.compile(r"(?:[a-z0-9_-]+/){0,3}[a-z0-9_-]+\.[a-z]+")
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Features of browsers that the page has no use for. It may write to the clipboard.
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
COMPLETE = "run npm ci in the checkout of hardal, and then hardal-admin migrate"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*\n?", re.MULTILINE)

_MISSING = """\
<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>hardal</title></head>
  <body>
    <h1>The page is not complete</h1>
    <p>Parts of it were missing when hardal-admin migrate stored it: {missing}.</p>
    <p>In the checkout of hardal, run <code>npm ci</code>, and then
      <code>hardal-admin migrate</code>.</p>
  </body>
</html>
"""


@dataclass(frozen=True)
class PageFile:
    """A file of the page. `path` is the one below /page/<version>/, or index.html."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Page:
    """All files. `missing` names those of npm's packages that are not there."""

    version: str
    files: tuple[PageFile, ...]
    missing: tuple[str, ...] = ()

    @cached_property
    def sha256(self) -> str:
        return _digest([(file.path, file.headers, file.body) for file in self.files])


@cache
def load() -> Page:
    """Return the page of this installation.

    Where a file of npm's packages is missing, it is a page that says so. Raise Refused where the
    sources hold a file that cannot be served.
    """
    base = _sources()
    listed = json.loads((base / LISTED).read_text(encoding="utf-8"))
    packages = _packages(base)
    missing = [part["from"] for part in listed.values() if not (packages / part["from"]).is_file()]
    if missing:
        return _page({}, _MISSING.format(missing=html.escape(", ".join(missing))), {}, missing)
    parts = {path: _read(packages / part["from"]) for path, part in listed.items()}
    for file in sorted(base.rglob("*")):
        path = file.relative_to(base).as_posix()
        if (
            file.is_file()
            and path not in (PAGE, LISTED)
            and not path.startswith("node_modules/")
            and not (file.name.startswith(".") or file.name.endswith("~"))
        ):
            parts[path] = _read(file)
    for path in parts:
        if not PATH.fullmatch(path) or Path(path).suffix not in TYPES:
            raise Refused(
                f"the page cannot have the file dashboard/{path}",
                f"take small letters, and one of {', '.join(TYPES)}",
            )
    names = {part["import"]: path for path, part in listed.items() if "import" in part}
    return _page(parts, _read(base / PAGE), names, [])


def _sources() -> Path:
    package = Path(__file__).resolve().parent
    for folder in (package / "_dashboard", package.parent / "dashboard"):
        if (folder / PAGE).is_file():
            return folder
    raise Refused(
        f"no page was found beside {package}",
        "the installation is incomplete: install the hardal package again",
    )


def _packages(base: Path) -> Path:
    """Return the folder of npm's packages: inside the wheel's sources, or beside a checkout's."""
    inside = base / "node_modules"
    return inside if inside.is_dir() else base.parent / "node_modules"


def _read(file: Path) -> str:
    # the maps that these lines name are not served
    return _SOURCE_MAP.sub("", file.read_text(encoding="utf-8"))


def _page(parts: dict[str, str], text: str, names: dict[str, str], missing: list[str]) -> Page:
    version = _digest([sorted(parts.items()), text])[:12]
    files = f"page/{version}"
    imports = json.dumps({"imports": {name: f"./{files}/{path}" for name, path in names.items()}})
    links = [f'<script type="importmap">{imports}</script>'] if names else []
    links += [
        f'<link rel="stylesheet" href="{files}/{path}">'
        # the packages' styles, app.css, and then the others, which may override it
        for path in sorted(
            parts, key=lambda path: (not path.startswith("vendor/"), path != "app.css", path)
        )
        if path.endswith(".css")
    ]
    links += [
        f'<link rel="modulepreload" href="{files}/{path}">'
        for path in sorted(parts)
        # a view is loaded when it is shown
        if path.endswith(".js") and (path == INDEX or not path.startswith("views/"))
    ]
    links.append(f'<script type="module" src="{files}/app.js"></script>')
    rendered = text.replace("{{files}}", files).replace("{{parts}}", "\n    ".join(links))
    index = PageFile(PAGE, _page_headers(imports), rendered)
    return Page(
        version,
        (index, *(PageFile(path, _file_headers(path), parts[path]) for path in sorted(parts))),
        tuple(missing),
    )


def _page_headers(imports: str) -> dict[str, str]:
    """Return the headers of the page itself. The import map is the one script that is inline."""
    digest = base64.b64encode(hashlib.sha256(imports.encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"script-src 'self' 'sha256-{digest}'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # no text can become markup or a script, not even by innerHTML
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return {
        "Content-Type": TYPES[".html"],
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join(policy),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
        "X-Frame-Options": "DENY",
        **SAFE,
    }


def _file_headers(path: str) -> dict[str, str]:
    return {
        "Content-Type": TYPES[Path(path).suffix],
        "Cache-Control": "public, max-age=31536000, immutable",
        **SAFE,
    }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
