"""Names of things in what a person typed: whole, shortened, and with their words apart or in another order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kg import names
from kg.ask.index import Name
from kg.store import Graph
from kg.text.han import without_state
from kg.text.normalize import fold
from kg.text.words import FUNCTION_WORDS, is_asian, singular, telling, words

#: So many other words may stand between those of a name: "certificates that are valid".
_WITHIN_NAME = 3
_SCRIPTS = re.compile(r"(?<=[^\x00-\xff])[\x21-\x7e]+|[\x21-\x7e]+(?=[^\x00-\xff])")
_RETIRED = "SELECT ?thing ?instead WHERE { ?thing dct:isReplacedBy ?instead ; owl:deprecated true }"


@dataclass(frozen=True, slots=True)
class NameInText:
    """A part of the words, from `start` to `end` of the folded text, and the things it names."""

    start: int
    end: int
    text: str
    things: frozenset[str]
    #: whether no longer name in the text contains it
    whole: bool = True
    #: whether its words stand apart or in another order than in the name
    scattered: bool = False


class NamesInText:
    """The names in a graph, to be found in plain words."""

    def __init__(self, graph: Graph, known: Iterable[Name]) -> None:
        #: a retired code -> the codes that stand for it together
        self._instead: dict[str, set[str]] = defaultdict(set)
        for thing, instead in graph.select(_RETIRED).rows:
            if isinstance(thing, NamedNode) and isinstance(instead, NamedNode):
                self._instead[thing.value].add(instead.value)
        self._named: dict[str, set[str]] = defaultdict(set)
        self.names_of: dict[str, list[str]] = defaultdict(list)
        for name in known:
            key = names.short(name.thing).rpartition("/")[2]
            things = self._instead.get(name.thing, {name.thing})
            for text in {name.text, without_state(name.text), key}:
                self._named[plain(text)].update(things)
            self.names_of[name.thing].append(name.text)
        for text, things in _shortened(self._named).items():
            self._named[text] |= things
        self._long_names: dict[str, list[str]] = defaultdict(list)
        for text in self._named:
            if not is_asian(text) and len(own_words := telling(text)) > 1:
                self._long_names[max(own_words, key=len)].append(text)

    def in_text(self, folded: str) -> list[NameInText]:
        """The names in a text, one after the other, those that a longer one contains after all others."""
        spaced = f" {folded} "
        mentions = []
        for name, things in self._named.items():
            if len(name) < 2 or name in FUNCTION_WORDS:
                continue
            start = folded.find(name) if is_asian(name) else spaced.find(f" {name} ")
            if start >= 0:
                mentions.append(NameInText(start, start + len(name), name, frozenset(things)))
        mentions += self._scattered(folded, {one.text for one in mentions})
        mentions = [replace(one, whole=not any(_contains(other, one) for other in mentions)) for one in mentions]
        return sorted(mentions, key=lambda one: (not one.whole, one.start, one.text))

    def _scattered(self, folded: str, known: Collection[str]) -> Iterator[NameInText]:
        """Names whose words stand apart or in another order: "certificates that are valid"."""
        places = {match[0]: (match.start(), match.end()) for match in re.finditer(r"\S+", folded)}
        for word in places:
            for name in self._long_names.get(word, ()):
                own = telling(name)
                if name in known or not places.keys() >= set(own):
                    continue
                start, end = min(places[one][0] for one in own), max(places[one][1] for one in own)
                if len(folded[start:end].split()) <= len(own) + _WITHIN_NAME:
                    yield NameInText(start, end, " ".join(own), frozenset(self._named[name]), scattered=True)

    def stands_for_several(self, mention: NameInText) -> bool:
        """Whether a mention names a retired code, which several codes together replace."""
        return any(instead <= mention.things for instead in self._instead.values())


def parts_of_names(mentions: Iterable[NameInText]) -> dict[str, int]:
    """Word -> how many telling words the name has that it is a part of: a name counts no more than a word."""
    parts: dict[str, int] = {}
    for mention in mentions:
        if mention.whole and any(not thing.startswith(names.NS) for thing in mention.things):
            own = telling(mention.text)
            parts.update(dict.fromkeys(own, len(own)))
    return parts


def keys_of(mentions: Iterable[NameInText]) -> dict[str, frozenset[str]]:
    """Word of a mention -> the keys of what it names, where they are single words."""
    keys: dict[str, frozenset[str]] = {}
    for mention in mentions:
        own = frozenset(names.short(thing).rpartition("/")[2] for thing in mention.things)
        for word in words(mention.text):
            keys[word] = keys.get(word, frozenset()) | own
    return keys


def _shortened(named: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Names without one of their two commonest words, where one thing alone is called so: "organic certification"."""
    long_names = [(own, things) for text, things in named.items() if (own := telling(text)) and not is_asian(text)]
    common = Counter(word for own, _ in long_names for word in own)
    taken = {frozenset(own) for own, _ in long_names}
    bearers: dict[str, set[str]] = defaultdict(set)
    for own, things in long_names:
        for left_out in sorted(own, key=lambda word: (-common[word], word))[:2] if len(own) > 2 else ():
            rest = [word for word in own if word != left_out]
            if frozenset(rest) not in taken:
                bearers[" ".join(rest)] |= things
    return {text: things for text, things in bearers.items() if len(things) == 1}


def _contains(longer: NameInText, one: NameInText) -> bool:
    """Whether a name is a part of a longer one, whose words may stand apart."""
    return (
        longer.start <= one.start
        and one.end <= longer.end
        and len(longer.text) > len(one.text)
        and (not longer.scattered or set(one.text.split()) <= set(longer.text.split()))
    )


def overlap(one: NameInText, other: NameInText) -> bool:
    return one.start < other.end and other.start < one.end


def plain(text: str) -> str:
    """A text as mentions are looked for in it: folded, each word in the singular, Chinese apart from Latin letters."""
    return " ".join(map(singular, _SCRIPTS.sub(r" \g<0> ", fold(text)).split()))


def apart(folded: str, mentions: Iterable[NameInText]) -> str:
    """A folded text with spaces around the Chinese names in it, which is written without."""
    edges = {edge for one in mentions if one.whole and is_asian(one.text) for edge in (one.start, one.end)}
    return "".join(f" {letter}" if place in edges else letter for place, letter in enumerate(folded))
