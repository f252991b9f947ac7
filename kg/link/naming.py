"""Names of organisations, schemes and products, in any script, taken apart into what can be compared.

A name becomes tokens in Latin letters: Chinese, Japanese and Korean words that `rules/words.yaml` knows are
translated, the rest is written by its sound; legal forms, abbreviations and numbers are recognised by rigour, the
library of OpenSanctions for names (https://rigour.followthemoney.tech), and by the same file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rigour.names import NamePartTag, NameTypeTag, analyze_names
from rigour.text.translit import ascii_text

RULES = Path(__file__).parent / "rules" / "words.yaml"

_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]+")
#: From so many letters on, a word with one slip is taken for the word.
_LONG = 6
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NUMBER_SIGN = re.compile(r"(?:\bn[or]\.?|№|#|第)\s*(?=\d)", re.IGNORECASE)
#: An acronym in brackets, or alone: letters in capitals.
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9&]{1,9}\b")


@dataclass(frozen=True, slots=True)
class Name:
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


class Words:
    """The rules for words: what is canonical, what is a legal form, what is left out."""

    def __init__(self, path: Path = RULES) -> None:
        content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        self.empty = set(content["empty"])
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
        self.places = {_sound(form) for form in content["places"]}
        asian.update((form, _sound(form)) for form in content["places"])
        for form in self.empty:
            if _HAN.search(form):
                asian[form] = ""
        self._near = {rest: meaning for form, meaning in spelt.items() for rest in _deletions(form)}
        longest_first = sorted(asian, key=lambda form: (-len(form), form))
        self._asian = asian
        self._find = re.compile("|".join(map(re.escape, longest_first)))

    def translate(self, text: str) -> tuple[str, str]:
        """A text with its Asian words in Latin letters, and the kind of legal form they named."""
        legal = ""

        def word(found: re.Match[str]) -> str:
            nonlocal legal
            meaning = self._asian[found[0]]
            if meaning.startswith("\0"):
                legal = meaning[1:]
                return " "
            return f" {meaning} "

        text = self._find.sub(word, text)
        return _HAN.sub(lambda found: f" {_sound(found[0])} ", text), legal

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

    def without_legal(self, text: str) -> str:
        """A text without its Asian legal form."""
        return self._find.sub(lambda found: "" if self._asian[found[0]].startswith("\0") else found[0], text)


@lru_cache(maxsize=1)
def words() -> Words:
    """The rules, read once."""
    return Words()


def _sound(text: str) -> str:
    return ascii_text(text).replace(" ", "").replace("-", "")


def is_place(token: str) -> bool:
    """Whether a token is known as a place: one of the rules', or a code of rigour's ("de-by")."""
    return token in words().places or token[2:3] == "-"


#: Kinds of legal form as rigour names them -> ours; a kind stands for the same thing in every country.
_KINDS = {"llc": "limited", "jsc": "stock"}


def parse(text: str) -> Name:
    """Take one name apart. A name without letters or digits has no tokens."""
    rules = words()
    text = _NUMBER_SIGN.sub(" ", unicodedata.normalize("NFKC", text))
    latin, legal = rules.translate(text) if not text.isascii() else (text, "")
    analysed = analyze_names(NameTypeTag.ORG, [latin], phonetics=False)
    if not analysed:
        return Name(())
    name = next(iter(analysed))
    form_of_law = ""
    parts = list(name.parts)
    meaning: dict[int, str] = {}
    for span in name.spans:
        symbol = span.symbol
        category = str(symbol.category).rpartition(".")[2]
        if category == "ORG_CLASS":
            legal = legal or _KINDS.get(str(symbol.id).lower(), str(symbol.id).lower())
        elif category in ("NUMERIC", "LOCATION") and len(span.parts) == 1:
            meaning.setdefault(span.parts[0].index, str(symbol.id).lower())
    forms: list[str] = []
    tokens: list[str] = []
    last = len(parts) - 1
    for index, part in enumerate(parts):
        form = _latin(part.comparable)
        if part.tag == NamePartTag.LEGAL and (index >= last - 2 or not index):
            legal = rules.legal.get(form, legal)
            form_of_law = form_of_law or form
            continue
        if form and form not in rules.empty:
            forms.append(form)
            tokens.append(rules.word(form) or meaning.get(part.index) or _singular(form))
    for count in (5, 4, 3, 2, 1):  # "youxian gongsi" at the end
        kind = rules.legal.get("".join(forms[-count:])) if len(forms) > count else None
        if kind:
            legal = legal or kind
            form_of_law = form_of_law or "".join(forms[-count:])
            del tokens[-count:]
            break
    while len(tokens) > 1 and tokens[-1] == "company":  # "Co." before or without "Ltd"
        tokens.pop()
    said = f"{legal} {form_of_law.removeprefix('co')}".strip() if legal else ""
    return Name(tuple(tokens), said, _acronym(text, tokens))


def variants(text: str) -> list[Name]:
    """A name as it can be compared: translated, and by its sound alone where Asian characters write it."""
    names = [parse(text)]
    if _HAN.search(text):
        rules = words()
        bare = rules.without_legal(unicodedata.normalize("NFKC", text))
        sound = _latin(ascii_text(bare))
        if sound and (sound,) != names[0].tokens:
            names.append(Name((sound,), names[0].legal))
    return [name for name in names if name.tokens]


def _singular(form: str) -> str:
    """An English word without the s of its plural."""
    return form[:-1] if len(form) > 4 and form[-1] == "s" and form[-2] not in "aisu" else form


def _latin(text: str) -> str:
    return _NOT_WORD.sub("", (text if text.isascii() else ascii_text(text)).lower())


def _acronym(text: str, tokens: list[str]) -> str:
    if len(tokens) == 1 and _ACRONYM.fullmatch(text.strip()):
        return tokens[0]
    return "".join(token[0] for token in tokens) if len(tokens) > 2 else ""
