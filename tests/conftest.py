"""What many tests share: the shipped graph, a small ontology of invented words, and files written where a test runs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis
import processes
import pytest
import samples
from pyoxigraph import RdfFormat
from support import Check, Write

from kg.rdf import vocabulary
from kg.rdf.serialize import serialize
from kg.rdf.vocabulary import Vocabulary
from kg.records import assemble, interpret, reader
from kg.records.assemble import Selection
from kg.records.interpret import Checked
from kg.registers import load
from kg.store.oxigraph import OxigraphGraph

Run = Callable[..., "subprocess.CompletedProcess[str]"]

# In the whole check (CI is set) the same examples every time; at a developer's desk new ones. A machine at work may be
# slow at any of them.
hypothesis.settings.register_profile(
    "ours",
    derandomize=bool(os.environ.get("CI")),
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ours")

#: Markers of tests that need a large program; only `.ci/run` runs them, since it installs the programs.
PROGRAMS = ("chromium", "virtuoso", "spark")
#: Why tests are skipped where the README's line for tests has run: the extras that it leaves out.
LEFT_OUT = re.compile("needs the extra (link|nlp|spark|test-link)")


@pytest.hookimpl(tryfirst=True)  # before pytest deselects by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files = {item.path for item in items}
    extra = {path for path in files if LEFT_OUT.search(path.read_text("utf-8"))}
    for item in items:
        if any(item.get_closest_marker(name) for name in PROGRAMS):
            item.add_marker(pytest.mark.ci)
        if item.path in extra:
            item.add_marker(pytest.mark.extra)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tests neither use nor fill the cache of whoever runs them, nor see the records they added.

    The workers of one run share theirs.
    """
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.getbasetemp()
        folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
        folder.mkdir(exist_ok=True)
        patch.setenv("KG_CACHE", str(folder))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # the many processes of a run compile the package once
        patch.setenv("COLUMNS", "1000")  # tables on one line a row, but where a test is about their width
        patch.delenv("KG_DATA", raising=False)
        patch.delenv("KG_ENDPOINT", raising=False)
        patch.delenv("KG_STORE", raising=False)
        patch.delenv("KG_LANG", raising=False)
        yield folder


@pytest.fixture(scope="session")
def graph(own_cache: Path) -> OxigraphGraph:
    """The graph of the shipped records, rules included."""
    return assemble.assemble()


#: The report and the pages first read with it.
SOURCES = (
    *("cnca-2021", "institutional-reform-plan-2018", "cnca-website", "cnca-cma-page-2015", "cnas-website"),
    *("mfds-website", "iso-casco-page", "ansi-website", "eu-website", "iso-3166", "economic-daily-2019", "ccaa-2023"),
    "science-and-technology-daily-2025",
)


@pytest.fixture(scope="session")
def report_graph(own_cache: Path) -> OxigraphGraph:
    """The graph of these sources: a third of the whole."""
    return assemble.assemble(Selection(sources=SOURCES))


@pytest.fixture(scope="session")
def report_site(report_graph: OxigraphGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the report's graph as files, for tests that only read them; writing them takes half a minute."""
    from kg.web import folder

    target = tmp_path_factory.mktemp("host") / "public"
    folder.write(report_graph, target, "https://example.org/certreg/")
    return target


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
        return reader.files_of(tmp_path)

    return written


@pytest.fixture
def log(write: Write, harbour: Vocabulary) -> Check:
    """Check ``log.yaml`` of one source, whose records start on line 3, with a harbour "gull" known from elsewhere."""

    def checked(text: str, **more: str) -> Checked:
        head = "source: log-1900\nrecords:\n"
        known = {
            "sources.yaml": "sources: [{id: log-1900, type: Logbook, label: {en: Log of 1900}, issuedOn: 1900-12-31}]",
            "known.yaml": f"{head}- {{id: gull, type: Harbour, label: {{en: Gull Haven}}}}\n",
        }
        others = {f"{name}.yaml": content for name, content in more.items()}
        return interpret.check(reader.read(write({**known, "log.yaml": head + text, **others})), harbour)

    return checked


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register as a file of quads."""
    path = tmp_path_factory.mktemp("register") / "certificates.nq"
    path.write_bytes(serialize(list(samples.certificates()), RdfFormat.N_QUADS))
    return path


@pytest.fixture(scope="session")
def store(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of N-Quads; tests that change it copy it."""
    path = tmp_path_factory.mktemp("stores") / "china"
    load.load(path, [register])
    return path


@pytest.fixture
def kg_run() -> Run:
    return lambda *arguments: processes.kg(map(str, arguments))
