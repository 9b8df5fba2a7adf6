"""A hook of hatchling: it puts the page's parts that come from npm into the wheel and the sdist."""

import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagePackages(BuildHookInterface[Any]):
    """Takes the files that dashboard/vendor.json lists from node_modules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # the tool reads them from the checkout
        root = Path(self.root)
        listed = json.loads((root / "dashboard" / "vendor.json").read_text(encoding="utf-8"))
        files = [f"node_modules/{part['from']}" for part in listed.values()]
        if missing := [file for file in files if not (root / file).is_file()]:
            self.app.abort(f"hardal: {missing[0]} is missing: run npm ci first")
        inside = "hardal_admin/_dashboard/" if self.target_name == "wheel" else ""
        build_data["force_include"] |= {str(root / file): f"{inside}{file}" for file in files}
