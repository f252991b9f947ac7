"""A record to link: names, country, kind and identifiers of one entity of a dataset."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """One entity of a dataset; an unknown value is empty."""

    id: str
    names: tuple[str, ...]
    #: ISO 3166 code of two letters
    country: str = ""
    #: its kind, in the dataset's own word
    kind: str = ""
    #: a scheme and a value each: "lei:…", "nb:…"
    identifiers: tuple[str, ...] = ()
