"""The rules of extraction, read from ``rules/*.yaml`` and compiled once: word classes, phrase rules, relation rules.

A pattern is a row of items over tokens and phrases:

    issue           a token of the word class `issue` (or a shape: Cap low Acr Han num; def = with "the")
    Cap&plain       a token that is both;  !stop  a token that is not;  .  any token within a sentence
    @Organization   a phrase of this class of the ontology or one below it; @code.topic a code of that list
    'to'            this word itself
    ~6              at most six tokens within the sentence, as few as possible
    x? x* x+ x{2,4} repeated; * and + end at REPEAT, so that no pattern can run away
    (a b | c)       either
    =Cap            what follows is one (and is not consumed)
    <name: a b>     a slot: what it holds is what a draft may name

Patterns become regular expressions over one-character symbols (`kg.extract.tokens`), which never nest open repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kg.errors import CertregError
from kg.extract import tokens
from kg.extract.tokens import Alphabet

RULES = Path(__file__).parent / "rules"
#: Every value is text: YAML would take the words "on" and "no" for truth values.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: The most repetitions of * and +.
REPEAT = 12

_ITEM = re.compile(
    r"\s*(?:(?P<gap>~\d+)|(?P<slot><\w+:)|(?P<close>[>)])|(?P<open>\()|(?P<bar>\|)|(?P<quant>[?*+]|\{\d+,\d+\})"
    r"|(?P<look>=(?=[^=]))|(?P<atom>!?(?:'[^']+'|@?[\w.-]+)(?:&!?(?:'[^']+'|@?[\w.-]+))*|\.))"
)
_MACRO = re.compile(r"\$(\w+)")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Tokens (and earlier phrases) that make up one phrase: a named thing, a number with its unit …"""

    name: str
    stage: int
    regex: re.Pattern[str]
    kind: str
    sure: float
    #: word class met in the span -> class of the ontology, first that fits
    kinds: tuple[tuple[str, str], ...]
    #: what else the rule says: status, anaphor, each …
    more: Mapping[str, Any]
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationRule:
    """Phrases in a certain order, and the statements that follow."""

    name: str
    regex: re.Pattern[str]
    sure: float
    #: (subject slot, property, object slot or code or literal)
    drafts: tuple[tuple[str, str, str], ...]
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """The compiled rules, as the matcher uses them."""

    words: Mapping[str, frozenset[str]]
    #: phrases of several tokens -> word classes
    phrases: Mapping[str, frozenset[str]]
    same: tuple[tuple[str, ...], ...]
    #: rows of the other tables of the rules, by table
    tables: Mapping[str, Any]
    alphabet: Alphabet
    stages: tuple[tuple[PhraseRule, ...], ...]
    relations: tuple[RelationRule, ...]


class GrammarError(CertregError):
    """A rule that cannot be compiled: a fault of the package, not of the user."""


def read(classes: Mapping[str, frozenset[str]], folder: Path = RULES) -> Grammar:
    """Compile the rules of a folder. `classes`: each kind of phrase -> itself and the kinds above it in the ontology.

    Raises GrammarError for a pattern that cannot match or names no word class.
    """
    tables: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        for table, rows in yaml.load(path.read_text("utf-8"), Loader=_LOADER).items():
            if isinstance(rows, list):
                tables.setdefault(table, []).extend(rows)
            else:
                merged = tables.setdefault(table, {})
                for key, value in rows.items():
                    if isinstance(value, dict) and isinstance(merged.get(key), dict):
                        for language, listed in value.items():
                            merged[key][language] = merged[key].get(language, []) + listed
                    else:
                        merged[key] = value
    for row in (*tables["phrases"], *tables["relations"]):
        row["pattern"] = _MACRO.sub(lambda match: _expanded(match[1], tables["macros"]), row["pattern"])
    patterns = [row["pattern"] for table in ("phrases", "relations") for row in tables[table]]
    single, several = _words(tables["words"], patterns)
    marks = frozenset().union(*single.values(), *several.values())
    alphabet = Alphabet({*single.values(), *several.values()}, classes)
    compiler = _Compiler(alphabet, classes, marks)
    rules = [_phrase(row, compiler) for row in tables["phrases"]]
    stages = sorted({rule.stage for rule in rules})
    return Grammar(
        words=single,
        phrases=several,
        same=tuple(tuple(group) for group in tables.get("same", [])),
        tables=tables,
        alphabet=alphabet,
        stages=tuple(tuple(rule for rule in rules if rule.stage == stage) for stage in stages),
        relations=tuple(_relation(row, compiler) for row in tables["relations"]),
    )


def pseudo(folder: Path = RULES) -> list[str]:
    """Kinds of phrase that are no entities: numbers, labels, words that point back."""
    rows = yaml.load((folder / "phrases.yaml").read_text("utf-8"), Loader=_LOADER)
    return list(rows["pseudo"])


def _expanded(name: str, macros: Mapping[str, str]) -> str:
    return _MACRO.sub(lambda match: _expanded(match[1], macros), macros[name])


def _phrase(row: Mapping[str, Any], compiler: _Compiler) -> PhraseRule:
    regex, slots = compiler.compile(row["rule"], row["pattern"])
    known = {"rule", "stage", "pattern", "class", "sure", "kinds"}
    return PhraseRule(
        name=row["rule"],
        stage=int(row.get("stage", 2)),
        regex=regex,
        kind=row["class"],
        sure=float(row.get("sure", 0.7)),
        kinds=tuple((key, value) for pair in row.get("kinds", []) for key, value in pair.items()),
        more={key: value for key, value in row.items() if key not in known},
        slots=slots,
    )


def _relation(row: Mapping[str, Any], compiler: _Compiler) -> RelationRule:
    regex, slots = compiler.compile(row["rule"], row["pattern"])
    drafts = tuple((one.split()[0], one.split()[1], one.split()[2]) for one in row["draft"])
    for subject, _, _ in drafts:
        if subject not in slots and subject not in ("section", "whole", "ended"):
            raise GrammarError(f"rule {row['rule']}: no slot {subject}")
    return RelationRule(row["rule"], regex, float(row.get("sure", 0.7)), drafts, slots)


def _words(
    table: Mapping[str, Mapping[str, Iterable[str]]], patterns: Iterable[str]
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Written word -> classes, for single tokens and for several; quoted words of patterns are classes of their own."""
    classes: dict[str, set[str]] = {}
    for name, by_language in table.items():
        for words in by_language.values():
            for word in words:
                for form in forms(str(word)):
                    classes.setdefault(form.casefold(), set()).add(name)
    for pattern in patterns:
        for word in re.findall(r"'([^']+)'", pattern):
            classes.setdefault(word.casefold(), set()).add("=" + word)
    single: dict[str, frozenset[str]] = {}
    several: dict[str, frozenset[str]] = {}
    for form, names in classes.items():
        (single if len(tokens.tokens(form)) == 1 else several)[form] = frozenset(names)
    return single, several


def forms(word: str) -> list[str]:
    """A listed word in its forms: ``issue+`` with the endings of a verb, ``body~`` with the plural."""
    head, _, tail = word.partition(" ")
    tail = f" {tail}" if tail else ""
    if tail.endswith("~"):
        return [head + tail[:-1], head + _plural(tail[:-1])]
    if head.endswith("~"):
        return [head[:-1] + tail, _plural(head[:-1]) + tail]
    if not head.endswith("+"):
        return [word]
    verb = head[:-1]
    if verb.endswith("e"):
        made = [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        made = [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    else:
        made = [verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), verb + "ed", verb + "ing"]
    spelled = [form.replace("iz", "is") for form in made if "iz" in form]
    spelled += [form[::-1].replace("si", "zi", 1)[::-1] for form in made if verb.endswith("ise")]
    return [form + tail for form in (*made, *spelled)]


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")


class _Compiler:
    def __init__(self, alphabet: Alphabet, classes: Mapping[str, frozenset[str]], words: frozenset[str]) -> None:
        self.alphabet = alphabet
        self.below: dict[str, set[str]] = {}
        for kind, above in classes.items():
            for name in (kind, *above):
                self.below.setdefault(name, set()).update({alphabet.kinds[kind, False], alphabet.kinds[kind, True]})
        every = set(alphabet.meaning)
        ends = alphabet.having("stop") | alphabet.having("break") | alphabet.having("semi") | alphabet.having("newline")
        self.every = frozenset(every)
        self.within = _charset(every - ends)
        self.words = words

    def compile(self, rule: str, pattern: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
        out: list[str] = []
        slots: list[str] = []
        at = 0
        while at < len(pattern.rstrip()):
            match = _ITEM.match(pattern, at)
            if match is None:
                raise GrammarError(f"rule {rule}: cannot read the pattern from “{pattern[at:]}”")
            at = match.end()
            kind = match.lastgroup
            text = match[0].strip()
            if kind == "gap":
                out.append(f"{self.within}{{0,{text[1:]}}}?")
            elif kind == "slot":
                slots.append(text[1:-1])
                out.append(f"(?P<{text[1:-1]}>")
            elif kind == "open":
                out.append("(?:")
            elif kind == "close":
                out.append(")")
            elif kind == "look":
                look = _ITEM.match(pattern, at)
                if look is None or look.lastgroup != "atom":
                    raise GrammarError(f"rule {rule}: = stands before one token, not before “{pattern[at:]}”")
                at = look.end()
                out.append(f"(?={self.atom(rule, look[0].strip())})")
            elif kind == "bar":
                out.append("|")
            elif kind == "quant":
                out.append({"*": f"{{0,{REPEAT}}}", "+": f"{{1,{REPEAT}}}"}.get(text, text))
            else:
                out.append(self.within if text == "." else self.atom(rule, text))
        return re.compile("".join(out)), tuple(slots)

    def atom(self, rule: str, text: str) -> str:
        symbols = set(self.every)
        for part in text.split("&"):
            negated, name = part.startswith("!"), part.lstrip("!")
            if name.startswith("@"):
                members = frozenset(self.below.get(name[1:], ()))
            elif name.startswith("'"):
                members = self.alphabet.having("=" + name.strip("'"))
            else:
                members = self.alphabet.having(name)
            if not members:
                raise GrammarError(f"rule {rule}: nothing is a {name}")
            symbols = symbols - members if negated else symbols & members
        if not symbols:
            raise GrammarError(f"rule {rule}: no token can be {text}")
        return _charset(symbols)


def _charset(symbols: Iterable[str]) -> str:
    """A regular expression's class, with runs written as ranges."""
    codes = sorted(map(ord, symbols))
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "[" + "".join(f"\\U{a:08x}" if a == b else f"\\U{a:08x}-\\U{b:08x}" for a, b in runs) + "]"
