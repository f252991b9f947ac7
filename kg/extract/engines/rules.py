"""The engine without a model: names by the tables of the rules, no clauses."""

from __future__ import annotations

from kg.extract.engines import Reading
from kg.extract.names import Names


class Rules:
    """Reads names by what their words say."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def read(self, text: str) -> Reading:
        return Reading(tuple(self.names.find(text)))
