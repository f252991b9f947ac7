"""The words of a text that a search compares: folded, in the singular, without those that carry no meaning."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.text.normalize import fold

#: Words that carry no meaning of their own in what people ask.
FUNCTION_WORDS = frozenset(
    {*("a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "did", "do", "does", "for")}
    | {*("from", "give", "had", "has", "have", "how", "i", "in", "into", "is", "it", "its", "list", "many", "me")}
    | {*("much", "my", "of", "on", "or", "our", "she", "show", "tell", "that", "the", "their", "them")}
    | {*("there", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "whom")}
    | {*("whose", "why", "will", "with", "you", "your")}
    | {*("的", "了", "和", "与", "是", "在", "有", "哪些", "什么", "吗")}
)
#: Words with which a question starts, or that make it one.
QUESTION_WORDS = frozenset(
    {*("can", "does", "how", "is", "what", "when", "where", "which", "who", "whose", "why")}
    | {*("哪些", "什么", "谁", "多少", "如何", "怎么")}
)
_INTERROGATIVES = {
    "when": ("when",),
    "where": ("where",),
    "who": ("who", "whom", "whose"),
    "how many": ("how many", "how much"),
    "how long": ("how long",),
}
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in the singular; of Chinese, Japanese and Korean text each two characters."""
    result: list[str] = []
    for word in fold(text).split():
        for run in _ASIAN.findall(word):
            result += [run[place : place + 2] for place in range(max(1, len(run) - 1))]
        result += [singular(rest) for rest in _ASIAN.sub(" ", word).split()]
    return tuple(result)


def telling(text: str) -> list[str]:
    """Its words without those that carry no meaning, each once; all of them where nothing else is left."""
    own = list(dict.fromkeys(words(text)))
    return [word for word in own if word not in FUNCTION_WORDS] or own


def is_asian(word: str) -> bool:
    """Whether a word has Chinese, Japanese or Korean characters."""
    return _ASIAN.search(word) is not None


def is_question(text: str) -> bool:
    """Whether a text is a question: by its mark, or by a word that asks."""
    return text.rstrip().endswith(("?", "？")) or bool(QUESTION_WORDS & set(fold(text).split()))


def interrogatives(text: str) -> frozenset[str]:
    """What a question asks for, by its words: "when", "where", "who" or "how many"."""
    folded = f" {fold(text)} "
    return frozenset(kind for kind, signs in _INTERROGATIVES.items() if any(f" {sign} " in folded for sign in signs))


def singular(word: str) -> str:
    """A folded English word in the singular, as far as its ending tells."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word
