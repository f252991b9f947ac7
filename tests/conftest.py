"""What many tests share: the shipped graph, a small ontology of invented words, and files written where a test runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest
from support import Check, Write

from kg import assemble, check, records, vocabulary
from kg.check import Checked
from kg.store.oxigraph import OxigraphGraph
from kg.vocabulary import Vocabulary

# In the whole check (CI is set) the same examples every time; at a developer's desk new ones.
hypothesis.settings.register_profile("check", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("check")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tests neither use nor fill the cache of whoever runs them, nor see the records they added."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("KG_CACHE", str(folder))
        patch.delenv("KG_DATA", raising=False)
        patch.delenv("KG_ENDPOINT", raising=False)
        patch.delenv("KG_STORE", raising=False)
        yield folder


@pytest.fixture(scope="session")
def graph(own_cache: Path) -> OxigraphGraph:
    """The graph of the shipped records, rules included."""
    return assemble.assemble()


@pytest.fixture(scope="session")
def harbour() -> Vocabulary:
    """The small ontology of tests/harbour."""
    return vocabulary.read(Path(__file__).parent / "harbour")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files (name -> content) into an empty folder, make it the current one, and say which are records."""
    monkeypatch.chdir(tmp_path)

    def written(files: Mapping[str, str | bytes]) -> list[Path]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return records.files_of(tmp_path)

    return written


@pytest.fixture
def log(write: Write, harbour: Vocabulary) -> Check:
    """Check ``log.yaml`` of one source, whose records start on line 3, with a harbour "gull" known from elsewhere."""

    def checked(text: str, **more: str) -> Checked:
        head = "source: log-1900\nrecords:\n"
        known = {
            "sources.yaml": "sources: [{id: log-1900, type: Logbook, label: {en: Log of 1900}, date: 1900-12-31}]\n",
            "known.yaml": f"{head}- {{id: gull, type: Harbour, label: {{en: Gull Haven}}}}\n",
        }
        others = {f"{name}.yaml": content for name, content in more.items()}
        return check.check(records.read(write({**known, "log.yaml": head + text, **others})), harbour)

    return checked
