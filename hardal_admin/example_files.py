"""The configuration files that the documentation shows: in the wheel, or in docs/ of a checkout."""

import os
from pathlib import Path

from hardal_admin.errors import Refused
from hardal_admin.private_files import require_own_links

SUBJECTS = ("operations", "analytics")


def files() -> dict[str, Path]:
    """Return the files by name."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_files", package.parent / "docs"):
        if (folder / "operations").is_dir():
            found = [file for subject in SUBJECTS for file in (folder / subject).iterdir()]
            return {file.name: file for file in sorted(found, key=lambda file: file.name)}
    raise Refused(
        f"no files were found beside {package}",
        "the installation is incomplete: install the hardal package again",
    )


def text(name: str) -> str:
    """Return a file. Raise Refused where there is none of this name."""
    found = files()
    if name not in found:
        raise Refused(f"there is no file {name}", f"take one of {', '.join(found)}")
    return found[name].read_text(encoding="utf-8")


def write_all(folder: Path) -> list[Path]:
    """Write all files to a folder. Raise Refused, and write none, where one is there already."""
    targets = {folder / name: file for name, file in files().items()}
    there = [str(target) for target in targets if os.path.lexists(target)]
    if there:
        raise Refused(f"{there[0]} exists already", "name another folder")
    require_own_links(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for target, file in targets.items():
        with target.open("xb") as out:  # a new file: no link is followed
            out.write(file.read_bytes())
    return list(targets)
