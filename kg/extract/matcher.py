"""Text to phrases: names first, then the phrase rules stage by stage, each over what the stage before it left.

Nothing here looks at a text letter by letter: a batch of sections becomes one string of symbols, in which a phrase,
once found, is one symbol more. Every step is one scan of that string.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping

import ahocorasick

from kg.extract import tokens
from kg.extract.engines import Engine
from kg.extract.engines.rules import Rules
from kg.extract.gazetteer import Known
from kg.extract.names import Names
from kg.extract.names.spans import NAMED, QUOTED, SHARED, NameSpan
from kg.extract.parsed import Parsed, Phrase, Piece, RelationMatch
from kg.extract.rule_compiler import Grammar, PhraseRule, RelationRule
from kg.extract.tokens import Lemmas, Symbols
from kg.text import numbers
from kg.text.han import simplified

#: The most acronyms remembered of one text.
MAX_ACRONYMS = 200
_NOTHING = re.compile(r"(?!)")
#: What a number is to the rules.
_KINDS = {
    numbers.AMOUNT: "Figure",
    numbers.MONEY: "Figure",
    numbers.PERCENT: "Percent",
    numbers.POINTS: "Percent",
    numbers.YEAR: "Period",
    numbers.DATE: "Period",
}
#: Lists of codes that say what a name names, not whom.
_KINDS_OF_BODY = frozenset(("code.organisation-kind",))
#: The rule that found a word to be one.
ACRONYM = "acronym"


class Cascade:
    """The compiled rules and names; `parse` may be called any number of times."""

    def __init__(self, grammar: Grammar, known: Iterable[Known], engine: Callable[[Names], Engine] = Rules) -> None:
        self.grammar = grammar
        self.symbols = Symbols(grammar.words, grammar.alphabet)
        self.lemmas = Lemmas(grammar.same)
        self.proper = Names(grammar.tables)
        self.engine = engine(self.proper)
        #: kinds of phrase that no proper name takes the place of
        self.stays = frozenset(grammar.tables["names"]["stays"])
        self._automaton = self._names(known)

    def _names(self, known: Iterable[Known]) -> ahocorasick.Automaton:
        entries: dict[str, tuple[int, list[Known], frozenset[str]]] = {}
        order = self.grammar.tables["name-order"]
        for one in known:
            lemmas = self.lemmas.name(one.name)
            if lemmas:
                entries.setdefault(lemmas, (len(lemmas), [], frozenset()))[1].append(one)
        for phrase, classes in self.grammar.phrases.items():
            lemmas = self.lemmas.name(phrase)
            size, names, before = entries.get(lemmas, (len(lemmas), [], frozenset()))
            entries[lemmas] = (size, names, before | classes)
        automaton = ahocorasick.Automaton()
        for lemmas, (size, names, classes) in entries.items():
            names.sort(key=lambda one: order.index(one.kind) if one.kind in order else -1)
            automaton.add_word(lemmas, (size, names, classes))
        automaton.make_automaton()
        return automaton

    def named(self, name: str) -> Known | None:
        """What the graph knows under a name, whatever its number and spelling."""
        _, names, _ = self._automaton.get(self.lemmas.name(name), (0, (), frozenset()))
        return names[0] if names else None

    def parse(self, text: str, short: MutableMapping[str, str] | None = None) -> Parsed:
        """Find everything in a text. `short`: acronyms of organisations met so far -> class; new ones are added."""
        text_tokens = tokens.tokens(text)
        parsed = Parsed(text, text_tokens)
        parsed.plain_tokens = tokens.tokens(simplified(text)) if not text.isascii() else text_tokens
        parsed.symbols = "".join(map(self.symbols.__getitem__, parsed.plain_tokens))
        self._gazetteer(parsed)
        parsed.plain = (parsed.symbols, parsed.starts)
        for stage in self.grammar.stages:
            self._stage(parsed, stage)
            if short is not None:
                _acronyms(parsed, short, self.grammar.alphabet.kinds)
        reading = self.engine.read(text)
        parsed.clauses = sorted(reading.clauses, key=lambda one: one.verb)
        parsed.counted, parsed.done = reading.counted, reading.done
        self._proper_names(parsed, reading.names)
        if short is not None:
            _acronyms(parsed, short, self.grammar.alphabet.kinds)
        for rule in self.grammar.relations:
            self._relations(parsed, rule)
        return parsed

    def _proper_names(self, parsed: Parsed, names: Iterable[NameSpan]) -> None:
        """The names that neither the graph nor a phrase rule knows."""
        kinds = self.grammar.alphabet.kinds
        pieces: dict[int, tuple[int, int, str, Phrase | None]] = {}
        taken: set[int] = set()
        for name in names:
            if (name.kind, True) not in kinds:
                continue
            first = bisect_right(parsed.offsets, name.start) - 1
            last = bisect_left(parsed.offsets, name.end)
            low = bisect_right(parsed.starts, first) - 1
            high = bisect_left(parsed.starts, last)
            if low in parsed.phrases and parsed.phrases[low].number is not None:
                first = parsed.starts[low]  # the “14th Five-Year Plan …”
            units = range(low, high)
            if not taken.isdisjoint(units) or parsed.starts[low] != first or parsed.starts[high] != last:
                continue
            inside = [parsed.phrases[unit] for unit in units if unit in parsed.phrases]
            whole = [one for one in inside if one.first <= first and last <= one.last and one.kind != "Label"]
            stop = bisect_left(parsed.offsets, name.last)
            place = self.proper.rows["labels"]["GPE"]
            if any(
                _is_it(one) and one.kind != place and one.last - one.first >= last - first - 2 and one.last >= stop
                for one in inside
            ):
                continue  # "the new ISO", but not the "ISO General Assembly"
            stays = name.kind not in self.proper.houses_of_trade
            if whole or (stays and any(one.kind in self.stays and one.known is None for one in inside)):
                continue
            rule = PhraseRule(
                name.rule,
                9,
                _NOTHING,
                name.kind,
                0.7 if name.rule in (NAMED, QUOTED) else 0.5,
                (),
                {},
                ("name", "acronym"),
            )
            slots = {"name": (bisect_right(parsed.offsets, name.first) - 1, bisect_left(parsed.offsets, name.last))}
            if name.acronym is not None:
                at = bisect_right(parsed.offsets, name.acronym[0]) - 1
                slots["acronym"] = (at, at + 1)
            phrase = Phrase(
                name.kind,
                first,
                last,
                rule.name,
                rule.sure,
                made_by=rule,
                slots=slots,
                parts=tuple(one for one in inside if one.known is not None) if name.rule != SHARED else (),
            )
            pieces[low] = (low, high, kinds[name.kind, True], phrase)
            taken.update(units)
        parsed.replace([pieces[low] for low in sorted(pieces)])

    def _gazetteer(self, parsed: Parsed) -> None:
        lemmas = "".join(map(self.lemmas.__getitem__, parsed.plain_tokens))
        of = self.grammar.alphabet.of
        kinds = self.grammar.alphabet.kinds
        loose = self.grammar.tables["loose"]
        pieces: list[Piece] = []
        for end, (size, names, classes) in self._automaton.iter_long(lemmas):
            first, last = end - size + 1, end + 1
            determiner, word, shape = tokens.split_shape(parsed.tokens[first])
            one = next((one for one in names if _fits(one, word, size)), None)
            if one is not None and size > 2 and self._goes_on(parsed, first, last):
                one = None
            if one is not None and size == 1 and one.kind in loose:
                parsed.loose.append(Phrase(one.kind, first, last, "name", 0.6, known=one))
            elif one is not None:
                phrase = Phrase(one.kind, first, last, "name", 0.95, known=one)
                pieces.append((first, last, kinds[one.kind, shape in ("Cap", "Acr")], phrase))
            elif classes and size > 1:
                pieces.append((first, last, of(classes, shape, determiner), None))
        dated = list(self._numbers(parsed, pieces))
        taken = {token for first, last, _, _ in dated for token in range(first, last)}
        pieces = [piece for piece in pieces if taken.isdisjoint(range(piece[0], piece[1]))]
        parsed.replace(sorted([*pieces, *dated], key=lambda piece: piece[0]))

    def _goes_on(self, parsed: Parsed, first: int, last: int) -> bool:
        """Whether the name behind a known one is longer: the "Ministry of Commerce" and Industry, or of Cambodia."""
        following = [token.strip() for token in parsed.tokens[last : last + 2]]
        if len(following) < 2 or following[0] not in ("and", "of") or tokens.split_shape(following[1])[2] != "Cap":
            return False
        heads = ("ministry", "agencyhead", "bodyhead")
        within = (tokens.split_shape(token)[1].casefold() for token in parsed.tokens[first:last])
        if not any(not self.grammar.words.get(word, frozenset()).isdisjoint(heads) for word in within):
            return False
        determiner, word, _ = tokens.split_shape(following[1])
        classes = self.grammar.words.get(word.casefold(), frozenset())
        if following[0] == "of":
            return "country" in classes and word != "China"
        return not determiner and classes.isdisjoint((*heads, "country"))

    def _numbers(self, parsed: Parsed, taken: Iterable[Piece]) -> Iterator[Piece]:
        """The numbers and dates as phrases, but for those within names."""
        parsed.numbers = numbers.numbers(parsed.text)
        both = self.grammar.alphabet.of(frozenset(("both",)), "low", "def")
        names = {
            token
            for first, last, symbol, phrase in taken
            if phrase is not None or symbol == both  # "the two bodies" counts none
            for token in range(first, last)
        }
        kinds, done = self.grammar.alphabet.kinds, 0
        for number in parsed.numbers:
            kind = _KINDS.get(number.kind)
            first = bisect_right(parsed.offsets, number.begins) - 1
            last = bisect_left(parsed.offsets, max(number.end, number.ends))
            if kind is None or first < done or not names.isdisjoint(range(first, last)):
                continue
            following = parsed.text[number.end : number.end + 2].strip()
            if number.text[:1].isupper() and number.kind == numbers.AMOUNT and not number.unit and following.isupper():
                continue  # Ten Dedicated Actions
            done = last
            yield first, last, kinds[kind, False], Phrase(kind, first, last, number.kind, 0.95, number=number)

    def _stage(self, parsed: Parsed, rules: tuple[PhraseRule, ...]) -> None:
        hits = [
            (match.start(), -match.end(), order, match, rule)
            for order, rule in enumerate(rules)
            for match in rule.regex.finditer(parsed.symbols)
        ]
        hits.sort(key=lambda hit: hit[:3])
        pieces: list[Piece] = []
        done = 0
        kinds = self.grammar.alphabet.kinds
        meaning = self.grammar.alphabet.meaning
        starts = parsed.starts
        for start, end, _, match, rule in hits:
            if start < done or end == -start:
                continue
            start, end = match.span("it") if "it" in rule.slots else (start, -end)
            done = end
            inner = parsed.symbols[start:end]
            kind = rule.kind
            for word_class, narrower in rule.kinds:
                if any(word_class in meaning[symbol] for symbol in inner):
                    kind = narrower
                    break
            phrase = Phrase(
                kind,
                starts[start],
                starts[end],
                rule.name,
                rule.sure,
                made_by=rule,
                slots={
                    slot: (starts[match.start(slot)], starts[match.end(slot)]) for slot in rule.slots if match[slot]
                },
                parts=tuple(parsed.phrases[unit] for unit in range(start, end) if unit in parsed.phrases),
            )
            pieces.append((start, end, kinds[kind, "Cap" in meaning[inner[0]] or "Acr" in meaning[inner[0]]], phrase))
        parsed.replace(pieces)

    def _relations(self, parsed: Parsed, rule: RelationRule) -> None:
        starts, phrases = parsed.starts, parsed.phrases
        for match in rule.regex.finditer(parsed.symbols):
            slots = {}
            for slot in rule.slots:
                start, end = match.span(slot)
                if start >= 0:
                    held = [phrases[unit] for unit in range(start, end) if unit in phrases]
                    slots[slot] = (starts[start], starts[end], held)
            parsed.relations.append(RelationMatch(rule, starts[match.start()], starts[match.end()], slots))


def _is_it(one: Phrase) -> bool:
    """Whether a phrase is a known thing, and not only the kind of thing that a name names (丹麦认可机构)."""
    return one.known is not None and one.known.kind not in _KINDS_OF_BODY


def _fits(one: Known, word: str, size: int) -> bool:
    """A name of one token that is written in capitals is met in capitals only (EU, App), others in any case."""
    return size > 1 or not one.name[:1].isupper() or word[: len(one.name)] == one.name or len(one.name) > 4


def _acronyms(parsed: Parsed, short: MutableMapping[str, str], kinds: Mapping[tuple[str, bool], str]) -> None:
    """Make a phrase of each word that was introduced as the acronym of an organisation."""
    for phrase in parsed.phrases.values():
        if "acronym" in phrase.slots and len(short) < MAX_ACRONYMS:
            short[parsed.words(*phrase.slots["acronym"]).strip()] = phrase.kind
    if not short:
        return
    words = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(short))) + r")(?![\w-])")
    pieces: list[Piece] = []
    for match in words.finditer(parsed.text):
        token = bisect_right(parsed.offsets, match.start()) - 1
        unit = bisect_left(parsed.starts, token)
        if unit in parsed.phrases or parsed.starts[unit] != token or parsed.starts[unit + 1] != token + 1:
            continue
        if re.sub(r"['’]s?\Z", "", tokens.bare(parsed.tokens[token])) == match[0]:
            kind = short[match[0]]
            pieces.append((unit, unit + 1, kinds[kind, True], Phrase(kind, token, token + 1, ACRONYM, 0.9)))
    parsed.replace(pieces)
