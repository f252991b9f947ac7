"""The words of a text that a search compares: folded, in the singular, without those that carry no meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from kg.text.han import simplified
from kg.text.normalize import fold

SYNONYMS = Path(__file__).with_name("synonyms.yaml")
#: Words that carry no meaning of their own in what people ask.
FUNCTION_WORDS = frozenset(
    {*("a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "did", "do", "does", "for")}
    | {*("from", "get", "give", "got", "had", "has", "have", "how", "i", "in", "into", "is", "it", "its", "list")}
    | {*("many", "me", "much", "my", "of", "on", "or", "our", "she", "show", "tell", "that", "the", "their", "them")}
    | {*("there", "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "whom")}
    | {*("whose", "why", "will", "with", "you", "your")}
    | {*("的", "了", "和", "与", "是", "在", "有", "哪些", "什么", "吗")}
)
#: The same in Chinese, which writes words together: what separates words that tell something.
_CHINESE_FUNCTION_WORDS = re.compile(
    "请问|我想知道|查一下|一下|有没有|有哪些|有哪几|有多少|有什么|哪些|哪几|哪个|哪种|哪里|哪儿|何时|何处|何种|什么时候|什么|多少|多长|多久|多大"
    "|能不能|是不是|是否|可以|能否|怎么样|怎么|怎样|如何|为什么|属于|关于"
    "|吗|呢|吧|了|(?<!目)的|地(?=进行)|各(?!省)|与|和|及|或|由|被|把|在|按|自|从(?!业)|对(?!外)|某|其|是|谁|[、，。？！]"
)
#: One word for each way in which Chinese says that something must be.
_MUST = re.compile("是否须经|是否须|是否需要|需不需要|要不要|用不用|(?<![无不])需要|须经|须|要做|必须")
ARTICLES = frozenset({"a", "an", "the"})
#: Words with which a question starts, or that make it one.
QUESTION_WORDS = frozenset({*("can", "does", "how", "is", "what", "when", "where", "which", "who", "whose", "why")})
_CHINESE_QUESTION_WORDS = re.compile(
    "哪|什么|谁|多少|多长|多久|几[年家个种张天]|如何|怎么|何时|是否|要不要|有没有|能不能|吗$"
)
_INTERROGATIVES = {
    "when": ("when", "何时", "什么时候", "自何时", "哪年", "哪天"),
    "where": ("where", "哪里", "何处", "哪儿"),
    "who": ("who", "whom", "whose", "谁"),
    "how many": ("how many", "how much", "多少", "几家", "几个", "几种", "几张"),
    "how long": ("how long", "多长", "多久", "几年", "几天"),
}
_NEGATIONS = frozenset({"no", "not", "without", "never", "cannot", "nobody"})
_CHINESE_NEGATIONS = re.compile("(?<![是要用能有])(?:不(?!同|一致)|无需|无须|没有|未|免(?!费))")
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
    if is_asian(text):
        apart = dict.fromkeys(words(_CHINESE_FUNCTION_WORDS.sub(" ", _MUST.sub(" 需要 ", simplified(text)))))
        own = [word for word in apart if len(word) > 1 or not is_asian(word)] or own
    return [word for word in own if word not in FUNCTION_WORDS] or own


def is_asian(word: str) -> bool:
    """Whether a word has Chinese, Japanese or Korean characters."""
    return _ASIAN.search(word) is not None


def is_question(text: str) -> bool:
    """Whether a text is a question: by its mark, or by a word that asks."""
    return (
        text.rstrip().endswith(("?", "？"))
        or bool(QUESTION_WORDS & set(fold(text).split()))
        or bool(_CHINESE_QUESTION_WORDS.search(simplified(text)))
    )


def interrogatives(text: str) -> frozenset[str]:
    """What a question asks for, by its words: "when", "where", "who" or "how many"."""
    folded = f" {fold(text)} "
    return frozenset(
        kind
        for kind, signs in _INTERROGATIVES.items()
        if any(sign in folded if is_asian(sign) else f" {sign} " in folded for sign in signs)
    )


def is_negated(text: str) -> bool:
    """Whether a text says that something is not so."""
    return bool(_NEGATIONS & set(fold(text).split())) or bool(_CHINESE_NEGATIONS.search(simplified(text)))


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, frozenset[str]]:
    """Word -> other words for the same thing, from ``synonyms.yaml``."""
    groups: list[list[str]] = yaml.safe_load(SYNONYMS.read_text("utf-8"))
    known: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for word in group:
            known[word].update(group)
    return {word: frozenset(others - {word}) for word, others in known.items()}


def singular(word: str) -> str:
    """A folded English word in the singular, as far as its ending tells."""
    if word in FUNCTION_WORDS:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word
