"""What is linked: a record of a dataset with its names and what else tells it apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One thing of a dataset; what is unknown is empty."""

    id: str
    names: tuple[str, ...]
    #: ISO 3166 code of two letters
    country: str = ""
    #: what kind of thing it is, in the dataset's own word
    kind: str = ""
    #: a scheme and a value each: "lei:…", "nb:…"
    identifiers: tuple[str, ...] = ()
