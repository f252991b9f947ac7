"""What is known while a report is drafted: the ontology's rules for records, and the names and keys met so far."""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

from kg.extract import gazetteer
from kg.extract.drafting.records import Settings
from kg.extract.figures.counted import Counting
from kg.extract.figures.indicators import Indicators
from kg.extract.matcher import Cascade
from kg.rdf.vocabulary import PropertyTerm, Vocabulary

#: Names remembered, the oldest forgotten first, so that a long text needs no more room than a short one.
REMEMBERED = 20_000
#: Keys told apart by their own names; those after get a running number, so that nothing need be kept of them.
MOST_KEYS = 100_000

K = TypeVar("K")
T = TypeVar("T")


class Memory:
    """What sections of one report know of the ontology and of each other."""

    def __init__(
        self,
        cascade: Cascade,
        vocabulary: Vocabulary,
        indicators: Indicators,
        settings: Settings,
        taken: Iterable[str] = (),
        counted_at: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.cascade = cascade
        self.vocabulary = vocabulary
        #: class -> the classes above it
        self.above = gazetteer.kinds(vocabulary)
        self.indicators = indicators
        self.settings = settings
        self.year = settings.year
        #: the day of publication, empty if the text does not name it; None before it was looked for
        self.published: str | None = None
        self.tables = cascade.grammar.tables
        self.counting = Counting(self.tables, cascade.grammar.words)
        #: what is counted over a year, not at its end
        self.flows = re.compile("|".join(self.tables["flows"]), re.IGNORECASE)
        self.meaning = cascade.grammar.alphabet.meaning
        #: key -> how many were asked for under it
        codes = (code for listed in vocabulary.codes.values() for code in listed)
        self.keys: dict[str, int] = dict.fromkeys((*taken, *codes, settings.source), 1)
        self.late = 0
        #: folded name -> (key, class)
        self.names: OrderedDict[str, tuple[str, str]] = OrderedDict()
        #: the end of a name (folded) -> (key, class)
        self.suffixes: OrderedDict[str, tuple[str, str]] = OrderedDict()
        #: word of a name -> the last organisation so called; "" the first of all
        self.by_head: OrderedDict[str, str] = OrderedDict()
        #: section number -> (key, class, what it reforms) of its initiative
        self.initiatives: OrderedDict[str, tuple[str, str, tuple[str, ...]]] = OrderedDict()
        self.classes: OrderedDict[str, str] = OrderedDict()
        #: keys of what was named and not drafted, as nothing was said of it
        self.dropped: OrderedDict[str, bool] = OrderedDict()
        #: the last Chinese names: (folded name, (key, class))
        self.titles: deque[tuple[str, tuple[str, str]]] = deque(maxlen=50)
        #: the key of the document that the text is, by its title; empty where it is none
        self.title = ""
        #: the key of who publishes the text; empty where nothing says it
        self.publisher = ""
        #: class -> the last thing of it that was named
        self.latest: dict[str, str] = {}
        #: indicator and period -> the value drafted of it
        self.figures: dict[tuple[str, str], Decimal] = {}
        #: indicator -> how long the label of a period is at which it counts: a day's 10, a year's 4
        self.counted_at: dict[str, int] = {key: len(label) for key, label in counted_at if len(label) in (4, 10)}
        #: acronym of an organisation -> class
        self.acronyms: dict[str, str] = {}
        #: whether the text is a report in chapters and sections, not a list or an article
        self.outlined = False
        #: sections that have sections below them
        self.parents: set[str] = set()
        #: whether its sections are the provisions of a notice, a measure and the like
        self.provisions = False
        #: the last day that a figure is about, empty if none is about a day
        self.until = ""
        #: (entity, property of one value) -> that value
        self.single: OrderedDict[tuple[str, str], str] = OrderedDict()
        #: key of a drafted code -> its code list
        self.lists: OrderedDict[str, str] = OrderedDict()
        self._allowed: dict[tuple[str, str, str], bool] = {}

    def key(self, wanted: str) -> str:
        """A key that nothing has yet, here or in the graph, made from the wanted one."""
        if len(self.keys) > MOST_KEYS:
            self.late += 1
            return f"{wanted}-late{self.late}"
        key = wanted
        while key in self.keys:
            self.keys[wanted] += 1
            key = f"{wanted}-{self.keys[wanted]}"
        self.keys[key] = 1
        return key

    def remember(self, table: OrderedDict[K, T], name: K, value: T) -> None:
        """Note something under a name, and forget the oldest when there is much."""
        table[name] = value
        if len(table) > REMEMBERED:
            table.popitem(last=False)

    def meant(self, kind: str) -> str | None:
        """The last thing named of a class or one below it: whom "the agreement" means."""
        wanted = self.vocabulary.classes[kind].iri
        fitting = [key for name, key in self.latest.items() if self._fits(name, frozenset((wanted,)))]
        return fitting[-1] if fitting else None

    def named(self, key: str, kind: str) -> None:
        """Note that a thing was named."""
        self.latest.pop(kind, None)
        self.latest[kind] = key

    def allowed(self, kind: str, name: str, value: str) -> bool:
        """Whether a record of this class may say this, after the ontology; `value` is a key or `LIST/code`."""
        term = self.vocabulary.properties.get(name)
        if term is None or (term.domain and not self._fits(kind, term.domain)):
            return False
        if not term.links:
            return True
        listed, _, code = value.rpartition("/")
        if listed:
            return listed in term.code_lists
        if value in self.lists:
            return self.lists[value] in term.code_lists
        if not term.ranges:
            return any(code in self.vocabulary.codes[one] for one in term.code_lists)
        target = self.classes.get(value)
        if target is not None and self._fits(target, term.ranges):
            return True
        return any(value in self.vocabulary.codes[one] for one in term.code_lists)

    def _fits(self, kind: str, allowed: frozenset[str]) -> bool:
        term = self.vocabulary.classes[kind]
        return (
            term.iri in allowed
            or not allowed.isdisjoint(term.ancestors)
            or "http://www.w3.org/2002/07/owl#Thing" in allowed
        )

    def written(self, term: PropertyTerm, value: str) -> str:
        """A value as a record has it: a code without its list, unless another list or a record has the same key."""
        listed, _, code = value.rpartition("/")
        if not listed:
            return value
        others = [one for one in term.code_lists if one != listed and code in self.vocabulary.codes[one]]
        return value if others or (term.ranges and code in self.classes) else code
