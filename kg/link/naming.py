"""Parses names of organisations, schemes and products, in any script, into tokens that can be compared.

A name becomes tokens in Latin letters: Chinese, Japanese and Korean words that `rules/words.yaml` knows are
translated, the rest is written by its sound; legal forms, abbreviations and numbers are recognised by rigour, the
library of OpenSanctions for names (https://rigour.followthemoney.tech), and by the same file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rigour.names import NamePartTag, NameTypeTag, analyze_names
from rigour.territories import get_territories, lookup_territory
from rigour.text.translit import ascii_text

from kg.text.han import without_state

RULES = Path(__file__).parent / "rules" / "words.yaml"

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]+")
#: From so many letters on, a word with one slip is taken for the word.
_LONG = 6
#: A legal form of so many letters may be mistyped.
_LONG_FORM = 10
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NUMBER_SIGN = re.compile(r"(?:\bn[or]\.?|№|#|第)\s*(?=\d)", re.IGNORECASE)
#: An acronym in brackets, or alone: letters in capitals.
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9&]{1,9}\b")


@dataclass(frozen=True, slots=True)
class ComparedName:
    """One name, ready to be compared."""

    #: The words that tell, in order, canonical where a rule knows them.
    tokens: tuple[str, ...]
    #: The kind of legal form and the form ("limited gmbh", "stock spa"), empty where the name has none.
    legal: str = ""
    #: The initial letters of the tokens, or the name itself where it is an acronym.
    acronym: str = ""

    @property
    def joined(self) -> str:
        """The tokens without gaps, as "Hua Yu" and "Huayu" agree."""
        return "".join(self.tokens)


def _deletions(word: str) -> Iterator[str]:
    """A long word, and it with each letter left out; two words that differ by one letter have one in common."""
    if len(word) >= _LONG:
        yield word
        for place in range(len(word)):
            yield word[:place] + word[place + 1 :]


class NameRules:
    """The rules for words: what is canonical, what is a legal form, what is left out."""

    def __init__(self, path: Path = RULES) -> None:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        self.empty = set(content["empty"])
        self.generic = frozenset(content["generic"])
        self.canonical: dict[str, str] = {}
        self.legal: dict[str, str] = {}
        spelt: dict[str, str] = {}  # forms in Latin letters; sounds are too short and alike to be mistyped
        asian: dict[str, str] = {}
        for canonical, forms in content["words"].items():
            for form in (canonical, *forms):
                if _HAN.search(form):
                    asian[form] = canonical
                    sound = _NOT_WORD.sub("", ascii_text(form).lower())
                    if len(sound) > 4:
                        self.canonical.setdefault(sound, canonical)
                else:
                    spelt[form] = canonical
        self.canonical |= spelt
        self._spelt = {form: meaning for form, meaning in spelt.items() if len(form) > 4}
        for kind, forms in content["legal"].items():
            for form in forms:
                if _HAN.search(form) or not form[0].isalpha():
                    asian[form] = f"\0{kind}"
                else:
                    self.legal[form.replace(" ", "")] = kind
        long_forms = ((form, kind) for form, kind in self.legal.items() if len(form) >= _LONG_FORM)
        self._legal_near = {rest: kind for form, kind in long_forms for rest in _deletions(form)}
        self.places = {_sound(form) for form in content["places"]}
        asian.update((form, _sound(form)) for form in content["places"])
        for form in self.empty:
            if _HAN.search(form):
                asian[form] = ""
        self.countries = {
            form: self.place(territory.code, form)
            for territory in get_territories()
            if territory.is_country and len(form := _latin(territory.name)) > 3 and " " not in territory.name
        }
        self._near = {rest: meaning for form, meaning in spelt.items() for rest in _deletions(form)}
        longest_first = sorted(asian, key=lambda form: (-len(form), form))
        self._asian = asian
        self._find = re.compile("|".join(map(re.escape, longest_first)))

    def place(self, code: str, name: str = "") -> str:
        """The token of a territory: a word of the rules (China) where they have one, else a code with a hyphen."""
        word = self.canonical.get(name or {"cn": "china", "kr": "korea"}.get(code, ""))
        return word or (code if "-" in code else f"{code}-")

    def translate(self, text: str) -> tuple[str, str]:
        """A text with its Asian words in Latin letters, and the kind of legal form they named."""
        legal = ""

        def word(match: re.Match[str]) -> str:
            nonlocal legal
            meaning = self._asian[match[0]]
            if meaning.startswith("\0"):
                legal = meaning[1:]
                return " "
            return f" {meaning} "

        text = self._find.sub(word, text)
        return _HAN.sub(lambda match: f" {_sound(match[0])} ", text), legal

    def word(self, form: str) -> str | None:
        """The canonical word of a form, one slip of the pen allowed; None for a word no rule knows."""
        if known := self.canonical.get(form):
            return known
        if len(form) < _LONG or any(map(str.isdigit, form)):
            return None
        if known := self._near.get(form):
            return known
        close = (self._near.get(rest) or self._spelt.get(rest) for rest in _deletions(form))
        return next(filter(None, close), None)

    def legal_form(self, form: str) -> str | None:
        """The kind of a legal form, one slip allowed in a long one; None for any other word."""
        if known := self.legal.get(form):
            return known
        if len(form) < _LONG_FORM:
            return None
        return next(filter(None, (self._legal_near.get(rest) for rest in _deletions(form))), None)

    def ending(self, forms: list[str]) -> tuple[str, int] | None:
        """The kind of the legal form that a name ends in, and its number of words; the name is more than that."""
        for count in range(min(5, len(forms) - 1), 0, -1):
            if kind := self.legal_form("".join(forms[-count:])):
                return kind, count
        return None

    def without_legal(self, text: str) -> str:
        """A text without its Asian legal form."""
        return self._find.sub(lambda match: "" if self._asian[match[0]].startswith("\0") else match[0], text)


@lru_cache(maxsize=1)
def words() -> NameRules:
    """The rules, read once."""
    return NameRules()


def _sound(text: str) -> str:
    return ascii_text(text).replace(" ", "").replace("-", "")


def is_place(token: str) -> bool:
    """Whether a token is known as a place: one of the rules', or a code of rigour's ("de-by", "mx-")."""
    return token in words().places or token[2:3] == "-"


#: Kinds of legal form as rigour names them -> ours; a kind stands for the same thing in every country.
_KINDS = {"llc": "limited", "jsc": "stock"}


def parse(text: str) -> ComparedName:
    """Parse one name. A name without letters or digits has no tokens."""
    rules = words()
    text = _spaced(text)
    latin, legal = rules.translate(text) if not text.isascii() else (text, "")
    analysed = analyze_names(NameTypeTag.ORG, [latin], phonetics=False)
    if not analysed:
        return ComparedName(())
    name = next(iter(analysed))
    meanings, kind = _meanings(name.spans, rules)
    forms, tokens, legal, form_of_law = _tokens(
        list(name.parts), meanings, _numerals(text), legal or kind, rules, numerals_anywhere=not text.isupper()
    )
    while ending := rules.ending(forms):  # "youxian gongsi", "Corporation Joint Stock Company"
        kind, count = ending
        legal = legal or kind
        form_of_law = form_of_law or "".join(forms[-count:])
        del tokens[-count:], forms[-count:]
    while len(tokens) > 1 and tokens[-1] == "company":  # "Co." before or without "Ltd"
        tokens.pop()
    law = f"{legal} {form_of_law.removeprefix('co')}".strip() if legal else ""
    tokens = _whole_numbers(tokens, forms)
    return ComparedName(tuple(tokens), law, _acronym(text, tokens))


def _meanings(spans: Iterable[Any], rules: NameRules) -> tuple[dict[int, tuple[str, int]], str]:
    """Number of a part of a name -> the number or place that it begins, and how many parts that has; and the kind of
    legal form."""
    meanings: dict[int, tuple[str, int]] = {}
    legal = ""
    for span in spans:
        symbol, length = span.symbol, len(span.parts)
        category, first = str(symbol.category).rpartition(".")[2], span.parts[0].index
        if category == "ORG_CLASS":
            legal = legal or _KINDS.get(str(symbol.id).lower(), str(symbol.id).lower())
        elif category in ("NUMERIC", "LOCATION") and length > meanings.get(first, ("", 0))[1]:
            known = str(symbol.id).lower()
            meanings[first] = known if known.isdigit() else rules.place(known), length
    return meanings, legal


def _tokens(
    parts: Sequence[Any],
    meanings: Mapping[int, tuple[str, int]],
    numerals: Mapping[str, str],
    legal: str,
    rules: NameRules,
    *,
    numerals_anywhere: bool,
) -> tuple[list[str], list[str], str, str]:
    """The words of a name as they are written, as tokens, and the kind and the words of its legal form.

    Roman numerals count as numbers at the end of a name, or anywhere but in the first place where that is no name in
    capitals throughout.
    """
    forms: list[str] = []
    tokens: list[str] = []
    form_of_law = ""
    last = len(parts) - 1
    index = 0
    while index <= last:
        part = parts[index]
        form = _latin(part.comparable)
        meaning, length = meanings.get(part.index, ("", 1))
        token = ""
        if form in numerals and index and (index >= last - 1 or numerals_anywhere):
            token = numerals[form]
        elif part.tag == NamePartTag.LEGAL and (index >= last - 2 or not index):
            legal = rules.legal.get(form, legal)
            form_of_law = form_of_law or form
        elif length > 1:
            token = meaning
        elif form and form not in rules.empty:
            token = rules.word(form) or meaning or rules.countries.get(form) or _singular(form)
        if token:
            forms.append(form)
            tokens.append(token)
        index += length
    return forms, tokens, legal, form_of_law


#: A legal form written together with the name: "SiemensAG".
_WRITTEN_TOGETHER = re.compile(
    r"(?<=[a-z])(?=(?:AG|SA|SE|NV|BV|AB|ASA?|KG|KK|OY|Oy|LLC|LLP|PLC|GmbH|SpA|SRL|Srl|SARL|Ltd|Inc|Corp)\b)"
)
_MISSPELT = {"fourty": "forty", "ninty": "ninety", "twelth": "twelfth"}
_MISSPELT_WORD = re.compile(r"\b(?:fourty|ninty|twelth)\b", re.IGNORECASE)


def _spaced(text: str) -> str:
    """A name with compatible characters made one, number signs left out and legal forms written apart."""
    text = _NUMBER_SIGN.sub(" ", unicodedata.normalize("NFKC", text))
    text = _MISSPELT_WORD.sub(lambda match: _MISSPELT[match[0].casefold()], text)
    return _WRITTEN_TOGETHER.sub(" ", text)


_NUMERAL = re.compile(r"\b(?=[IVX]+\b)(X{0,3})(IX|IV|V?I{0,3})\b")
_DIGITS = {"I": 1, "V": 5, "X": 10}


def _numerals(text: str) -> dict[str, str]:
    """Roman numerals from I to XXXIX in capitals -> digits; a single letter only where it is the last word."""
    numerals: dict[str, str] = {}
    for numeral in _NUMERAL.finditer(text):
        if len(numeral[0]) > 1 or len(text[numeral.end() :].split()) < 2:
            values = [_DIGITS[letter] for letter in numeral[0]]
            signed = (-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
            numerals[numeral[0].lower()] = str(sum(signed))
    return numerals


def _whole_numbers(tokens: list[str], forms: list[str]) -> list[str]:
    """The tokens, where "forty" and "4" become 44."""
    whole: list[str] = []
    tens = False
    for token, form in zip(tokens, forms, strict=False):
        before = whole[-1] if whole else ""
        if tens and len(token) == 1 and token in "123456789":
            whole[-1] = str(int(before) + int(token))
        else:
            whole.append(token)
        tens = form.isalpha() and token.isdigit() and len(token) == 2 and token[1] == "0"
    return whole


#: Words that are also written together with the next one: "van der Bilt", "Al Habib".
_PARTICLES = re.compile(
    r"\b(?:(?:van|von|der|den|ter|ten|al|el|mac|mc)[\s'’-]+)+(?=\w)|^(?:de|di|da|le|la)\s+(?=\w)", re.I
)


#: Two names side by side, one in brackets; a short name in capitals.
_IN_BRACKETS = re.compile(r"(.*[^\s(（])\s*[(（]([^()（）]+)[)）]\s*")
_SHORT_NAME = re.compile(r"[A-Z][A-Z0-9&]{2,9}")


def _short_and_long(text: str) -> tuple[str, ...]:
    """The two names of a text that gives a short name beside the long one, in brackets: "Name of a Body (NOAB)".

    A short name in capitals is no place or legal form; a Chinese one has only characters of the long one.
    """
    match = _IN_BRACKETS.fullmatch(text)
    if match is None:
        return ()
    outside, inside = match[1].strip(), match[2].strip()
    if _HAN.fullmatch(inside) and _HAN.fullmatch(outside):
        rest = iter(outside)
        return (outside, inside) if len(inside) > 2 and all(letter in rest for letter in inside) else ()
    if text.isupper() and text.isascii():
        return ()  # each word is in capitals
    for short, long in ((inside, outside), (outside, inside)):
        if _SHORT_NAME.fullmatch(short) and not _SHORT_NAME.fullmatch(long):
            known = [name.lower() in words().canonical or name.lower() in words().legal for name in (short, long)]
            places = (lookup_territory(name) for name in (short, long))
            return () if any(known) or any(places) else (outside, inside)
    return ()


def variants(text: str) -> list[ComparedName]:
    """The forms of a name to compare: translated; by its sound alone where Asian characters write it; with particles
    written together with the next word; without the state that a Chinese name begins with; a long and a short name side
    by side each on its own.
    """
    names = _variants(text)
    for part in _short_and_long(text):
        names += [name for name in _variants(part) if name not in names]
    return [name for name in names if name.tokens]


def _variants(text: str) -> list[ComparedName]:
    """The forms of one name."""
    names = [parse(text)]
    if (bare := without_state(text)) != text:
        names.append(parse(bare))
    if _HAN.search(text):
        rules = words()
        bare = rules.without_legal(unicodedata.normalize("NFKC", text))
        sound = _latin(ascii_text(bare))
        if sound and (sound,) != names[0].tokens:
            names.append(ComparedName((sound,), names[0].legal))
    together = _PARTICLES.sub(lambda match: re.sub(r"[\s'’-]+", "", match[0]), text)
    if together != text and (other := parse(together)) != names[0]:
        names.append(other)
    return names


def _singular(form: str) -> str:
    """An English word without the s of its plural."""
    return form[:-1] if len(form) > 4 and form[-1] == "s" and form[-2] not in "aisu" else form


def _latin(text: str) -> str:
    return _NOT_WORD.sub("", (text if text.isascii() else ascii_text(text)).lower())


def _acronym(text: str, tokens: list[str]) -> str:
    if len(tokens) == 1 and _ACRONYM.fullmatch(text.strip()):
        return tokens[0]
    return "".join(token[0] for token in tokens) if len(tokens) > 2 else ""
