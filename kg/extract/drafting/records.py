"""What a draft is made of: the sections that go in, the records that come out, and what is known of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One section of a report: its number, its heading (may be empty), its own text with the heading, where it is."""

    section: str
    title: str
    text: str
    offset: int = 0


@dataclass(slots=True)
class DraftValue:
    """One drafted property with its values, the rule that drafted it, how sure that rule is (0 to 1) and its words."""

    property: str
    values: list[str]
    rule: str
    sure: float
    words: str
    language: str = ""


@dataclass(slots=True)
class Draft:
    """One drafted record: its key, its class, its statements and the quote it rests on."""

    key: str
    type: str  # empty: adds to a known entity
    statements: list[DraftValue] = field(default_factory=list)
    quote: str = ""
    rule: str = ""
    sure: float = 0.0
    #: what a curator has to decide
    reviews: list[str] = field(default_factory=list)
    #: what a figure counts, in the source's words
    counted: str = ""

    def add(self, name: str, value: str, rule: str, sure: float, words: str, *, single: bool = False) -> None:
        """Add a value to a property. With `single`, a property that has a value already keeps it.

        `sure` is the confidence of the rule, from 0 to 1; `words` are those of the report that it rests on.
        """
        for statement in self.statements:
            if statement.property == name and not statement.language:
                if value not in statement.values and not single:
                    statement.values.append(value)
                return
        self.statements.append(DraftValue(name, [value], rule, sure, words))

    def get(self, name: str) -> list[str]:
        """The values of a property so far; an empty list where it has none."""
        return next((statement.values for statement in self.statements if statement.property == name), [])


@dataclass(slots=True)
class DraftPassage:
    """The drafted records of one section, with the quote that its passage gets."""

    section: str
    quote: str
    records: list[Draft]
    #: what was read and not drafted, and why
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Settings:
    """What the rules cannot know of a report."""

    source: str
    year: str = ""
    area: str = ""
    #: language -> name of an area that the graph does not know
    area_names: Mapping[str, str] = field(default_factory=dict)
    #: one of kg.extract.engines.ENGINES
    engine: str = "rules"
