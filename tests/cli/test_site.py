"""``kg site``: what is written, from records or from a build, and what is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import processes
import pytest


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return processes.kg(["site", *arguments], cwd=cwd, timeout=300)


@pytest.mark.ci
def test_a_build_is_written_as_pages(tmp_path):
    processes.kg(["build", "--source", "iso-casco-page", "-o", "built"], cwd=tmp_path)
    done = run("-o", "public", "built", "--base", "https://example.org/x", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "files in" in done.stderr
    assert (tmp_path / "public" / "id" / "iso-casco.html").is_file()
    assert "https://example.org/x/index.html" in (tmp_path / "public" / "sitemap.xml").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("-o", "public", "nothing"), "no build"),
        (("-o", "public", "--base", "ftp://x"), "begins with https:// or http://"),
        (("-o", "public", "built", "--source", "cnca-2021"), "they do not apply to a build"),
        ((), "Missing option '-o'"),
    ],
)
def test_wrong_use_writes_nothing(tmp_path, arguments, says):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert not (tmp_path / "public").exists()
