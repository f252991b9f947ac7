"""A small mapping and a way to import a table by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from labs import HEAD, LAB
from pyoxigraph import Quad, RdfFormat, parse

from kg import shipped
from kg.rdf import vocabulary
from kg.rdf.vocabulary import Vocabulary
from kg.registers import importer, mapping
from kg.registers.rejected import Rejected


@dataclass
class Imported:
    """What came out: bytes, quads, and the rows left out."""

    text: bytes
    rejected: Rejected

    @property
    def quads(self) -> set[Quad]:
        return set(parse(self.text, format=RdfFormat.N_QUADS))

    @property
    def reasons(self) -> list[str]:
        return [str(problem) for problem in self.rejected.reported]

    def names(self) -> dict[str, str]:
        """Key -> English name."""
        found = {}
        for quad in self.quads:
            if quad.predicate.value.endswith("prefLabel"):
                found[quad.subject.value.rpartition("/")[2]] = quad.object.value
        return {key: name for key, name in found.items() if key != "labs"}


@pytest.fixture(scope="session")
def terms() -> Vocabulary:
    return vocabulary.read(shipped.ONTOLOGY)


@pytest.fixture
def labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terms: Vocabulary) -> Callable[..., Imported]:
    """Write tables (bytes, or text) into the current folder and import them by the small mapping."""
    monkeypatch.chdir(tmp_path)

    def run(*tables: str | bytes, encoding: str = "utf-8", strict: bool = False, name: str = "labs{}.csv") -> Imported:
        Path("map.yaml").write_text(HEAD + LAB, "utf-8")
        files = []
        for number, table in enumerate(tables):
            files.append(name.format(number or ""))
            Path(files[-1]).write_bytes(table if isinstance(table, bytes) else table.encode())
        read = mapping.read(Path("map.yaml"), terms)
        rejected = Rejected(Path("rejected.csv"), strict)
        text = b"".join(importer.quads(read, files, terms, rejected, encoding))
        return Imported(text, rejected)

    return run
