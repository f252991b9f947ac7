"""What is imported, how, and to where: the same for a file of N-Quads and for a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.rdf.vocabulary import Vocabulary
from kg.registers import resume
from kg.registers.mapping import Mapping


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One import."""

    mapping: Mapping
    tables: Sequence[str]
    vocabulary: Vocabulary
    #: the file of N-Quads, or the folder of the store
    output: Path
    #: where the rejected rows go
    rejected: Path | None
    encoding: str = "utf-8"
    strict: bool = False
    #: more records that a store holds
    data: Sequence[Path] = ()

    def digest(self, shown: Sequence[str]) -> str:
        """Changes with anything that could change what is written; `shown` are the files that the tables name."""
        return resume.digest((self.mapping, self.encoding, self.strict, str(self.rejected)), shown)
