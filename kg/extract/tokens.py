"""Text as tokens, and tokens as characters: what the rules see is one character a token.

A token carries the white space behind it, so that tokens laid end to end are the text and positions need no search.
An article in front of a word is part of its token ("the Ministry"): a name is the same with and without it. Each Han
character is a token. A token's *symbol* is one character that stands for its word classes and its shape; its *lemma*
is one character that stands for the word itself, whatever its number, spelling or synonym. Both are looked up once
for each written form, so that a text costs two joins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: The end of a section, put between sections that are read in one go; no report contains it.
BREAK = "\x1e"

_TOKEN = re.compile(
    r"(?:(?:[Tt]he|THE|[Aa]n?)[ \t]+)?[^\W\d_\u3040-\uffdc]+(?:[-'’./&][^\W\d_\u3040-\uffdc]+|\d+)*[ \t]*"
    r"|\d+(?:[.,:]\d+)*[ \t]*"
    r"|[\r\n][\s]*"
    r"|[ \t]+"
    r"|[^\w\s\x1e][ \t]*"
    r"|.",
    re.DOTALL,
)
_ARTICLE = re.compile(r"(?:the|an?)[ \t]+", re.IGNORECASE)
_SPELLING = (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize"), ("centre", "center"))

#: Shapes; each is a class that a pattern may name.
SHAPES = ("low", "Cap", "Acr", "Han", "num", "mark")
#: What stands in front of a word within its token.
DETERMINERS = ("", "def", "indef")
#: Marks that have a class of their own.
MARKS: Mapping[str, str] = {
    ",": "comma", "，": "comma", "、": "comma", ";": "semi", "；": "semi", ":": "colon", "：": "colon",
    ".": "stop", "。": "stop", "!": "stop", "?": "stop", "！": "stop", "？": "stop",
    "(": "open", "（": "open", ")": "close", "）": "close", "%": "percent", "％": "percent",
    '"': "quote", "“": "quote", "”": "quote", "«": "quote", "»": "quote", "„": "quote",
    "《": "opentitle", "》": "closetitle", "「": "quote", "」": "quote",
    "&": "and", "$": "currency", "€": "currency", "£": "currency", "¥": "currency", "￥": "currency",
    BREAK: "break",
}  # fmt: skip

#: Written forms kept; beyond that the table starts anew, so that a text of nothing but new words needs no more room.
_KEPT = 200_000


def tokens(text: str) -> list[str]:
    """The tokens of a text; joined, they are the text."""
    return _TOKEN.findall(text)


def bare(token: str) -> str:
    """A token without its article and white space."""
    return _ARTICLE.sub("", token.strip(), count=1)


def split_shape(token: str) -> tuple[str, str, str]:
    """Determiner, word (as written) and shape of a token."""
    if token == BREAK:
        return "", BREAK, "mark"  # for Python a kind of white space
    text = token.strip()
    word = _ARTICLE.sub("", text, count=1)
    determiner = "" if word == text else "def" if text[0] in "Tt" else "indef"
    first = word[:1]
    if not word:
        return "", "\n" if "\n" in token or "\r" in token else " ", "mark"
    if "\u3040" <= first <= "\uffdc" and first.isalnum():
        return "", word, "Han"
    if first.isdecimal():
        return "", word, "num"
    if not first.isalpha():
        return "", word, "mark"
    if len(word) > 1 and sum(map(str.isupper, word)) >= max(2, (len(word) + 1) // 2):
        return determiner, word, "Acr"
    return determiner, word, "Cap" if first.isupper() else "low"


def fold(word: str) -> str:
    """One spelling and number for a word: ``Agencies`` -> ``agency``, ``Standardization`` -> ``standardisation``."""
    text = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    for ours, other in _SPELLING:
        text = text.replace(other, ours)
    if len(text) > 3 and text.endswith("s") and not text.endswith(("ss", "us", "is")):
        text = (
            text[:-3] + "y"
            if text.endswith("ies")
            else text[:-2]
            if text.endswith(("sses", "xes", "shes"))
            else text[:-1]
        )
    return text


class Symbols(dict[str, str]):
    """Written form -> symbol, filled as forms are met; `alphabet` says which symbol stands for which classes."""

    def __init__(self, words: Mapping[str, frozenset[str]], alphabet: Alphabet) -> None:
        super().__init__()
        self.words = words
        self.alphabet = alphabet

    def __missing__(self, token: str) -> str:
        determiner, word, shape = split_shape(token)
        if shape == "mark":
            name = "newline" if word == "\n" else "space" if word == " " else MARKS.get(word, "other")
            symbol = self.alphabet.of(frozenset({name}), "mark", "")
        else:
            low = word.casefold().replace("’", "'")
            classes = self.words.get(low) or self.words.get(low.removesuffix("'s")) or _NO_CLASS
            symbol = self.alphabet.of(classes, shape, determiner)
        if len(self) > _KEPT:
            self.clear()
        self[token] = symbol
        return symbol


class Lemmas(dict[str, str]):
    """Written form -> lemma character; words that no name and no phrase holds share one."""

    OTHER = "\x01"

    def __init__(self, same: Iterable[Iterable[str]]) -> None:
        super().__init__()
        self.canonical = {fold(word): fold(group[0]) for group in map(list, same) for word in group}
        self._known: dict[str, str] = {}
        self._closed = False

    def lemma(self, token: str) -> str:
        """The form under which a token is compared: without case and punctuation, synonyms under their first word."""
        word = fold(bare(token))
        return self.canonical.get(word, word)

    def name(self, text: str) -> str:
        """The lemma characters of a name, which from now on are known."""
        lemmas = []
        for token in tokens(text):
            word = self.lemma(token)
            if not word:
                continue
            if word not in self._known:
                code = 0x100 + len(self._known)
                self._known[word] = chr(code if code < 0xD800 else code + 0x800)
            lemmas.append(self._known[word])
        self.clear()
        return "".join(lemmas)

    def __missing__(self, token: str) -> str:
        character = self._known.get(self.lemma(token), self.OTHER)
        if len(self) > _KEPT:
            self.clear()
        self[token] = character
        return character


_NO_CLASS: frozenset[str] = frozenset()


class Alphabet:
    """Symbols: one for each set of word classes, shape and determiner, and one for each kind of phrase."""

    def __init__(self, class_sets: Iterable[frozenset[str]], kinds: Iterable[str]) -> None:
        self._symbols: dict[tuple[frozenset[str], str, str], str] = {}
        #: what each symbol stands for: every class a pattern may ask for
        self.meaning: dict[str, frozenset[str]] = {}
        self._having: dict[str, set[str]] = {}
        marks = {frozenset({name}) for name in {*MARKS.values(), "newline", "space", "other"}}
        for classes in sorted(marks, key=sorted):
            self._new((classes, "mark", ""), classes | {"mark"})
        for classes in sorted({_NO_CLASS, *class_sets}, key=sorted):
            for shape in SHAPES[:-1]:
                for determiner in DETERMINERS:
                    meaning = classes | {shape} | ({determiner} if determiner else set())
                    meaning |= {"Upper"} if shape in ("Cap", "Acr") else set()
                    self._new((classes, shape, determiner), meaning if classes else meaning | {"plain"})
        #: (kind of phrase, whether it begins with a capital) -> symbol
        self.kinds = {
            (kind, capital): self._new(
                (frozenset({"@" + kind}), "Cap" if capital else "low", ""),
                frozenset({"@" + kind, "phrase", *(("Cap", "Upper") if capital else ("low",))}),
            )
            for kind in kinds
            for capital in (False, True)
        }

    def _new(self, key: tuple[frozenset[str], str, str], meaning: frozenset[str]) -> str:
        code = 0x100 + len(self._symbols)
        symbol = chr(code if code < 0xD800 else code + 0x800)
        self._symbols[key] = symbol
        self.meaning[symbol] = meaning
        for name in meaning:
            self._having.setdefault(name, set()).add(symbol)
        return symbol

    def of(self, classes: frozenset[str], shape: str, determiner: str) -> str:
        """The symbol of a token with these word classes. Raises KeyError for a set that the rules do not have."""
        return self._symbols[classes, shape, determiner]

    def having(self, name: str) -> frozenset[str]:
        """The symbols that stand for a class."""
        return frozenset(self._having.get(name, ()))
