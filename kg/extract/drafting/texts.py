"""Words as names, keys, quotes and values of a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kg.extract.tokens import BREAK

MAX_QUOTE_WORDS = 8
HAN = re.compile(r"[\u3400-\u9fff]")
_SMALL = frozenset(
    {"a", "an", "the", "of", "for", "on", "in", "at", "by", "with", "and", "or", "to", "from", "into", "its", "their"}
    | {"under", "over", "as"}
)


def scheme_in(title: str, ends: Sequence[str]) -> str:
    """The certification that a title names: the capitalised words in front of that word, up to a little one."""
    tokens = title.split()
    for place, token in enumerate(tokens):
        if token not in ends:
            continue
        first = place
        while first > 0 and tokens[first - 1][:1].isupper() and not tokens[first - 1].endswith("ing"):
            first -= 1
        if place - first >= 2:
            return " ".join([*tokens[first:place], token.lower()])
    return ""


def folded(text: str) -> str:
    """A text in which case and white space do not differ."""
    return " ".join(text.casefold().split())


def short(text: str) -> str:
    """The first eight words of a text, at most 80 characters."""
    words = text.replace(BREAK, " ").split()
    return " ".join(words[:MAX_QUOTE_WORDS])[:80]


def first_words(text: str) -> str:
    """The first eight words of a text's first line, at most 60 characters, without the punctuation behind."""
    line = text.strip().split("\n", 1)[0]
    words = line.split()[:MAX_QUOTE_WORDS]
    return " ".join(words)[:60].rstrip(" ,;:.。，；")


def name_of(text: str) -> str:
    """A name without its article, quote marks around it, a possessive ending, and acronyms in brackets inside it."""
    text = re.sub(r"(?<=[\u3400-\u9fff“”])\n(?=[\u3400-\u9fff“”])", "", text)
    text = re.sub(r"^(?:the|an?)\s+", "", text.replace("\n", " ").strip(), flags=re.IGNORECASE)
    text = re.sub(r"['’]s$", "", " ".join(text.split()))
    text = re.sub(r"\s\([A-Z][A-Za-z0-9]{1,8}\)(?=\s[A-Za-z])", "", text)  # 14th Rope Committee (RC) meeting
    text = text.strip(' ,;:."“”《》')
    if text.count("“") > text.count("”") and HAN.search(text):
        return f"{text}”"  # 第三个“世界绳索日”
    return f"“{text}" if text.count("”") > text.count("“") else text  # “结”行动


def kebab(name: str) -> str:
    """``CertificationScheme`` as ``certification-scheme``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def slug(text: str) -> str:
    """A key made of a name's first six Latin words, small words left out; empty for a name without Latin letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    return "-".join(words[:6])


def parent_of(section: str, known: Mapping[str, object]) -> str | None:
    """The nearest section above one (``2.3`` of ``2.3.1``) that is among `known`; None where there is none."""
    while "." in section:
        section = section.rpartition(".")[0]
        if section in known:
            return section
    return None


def decimal(text: str) -> Decimal:
    """12,345.6 and 12.345,6 alike; of a lone mark with three digits behind, only a comma parts thousands."""
    if "," in text and "." in text:
        thousands, point = (".", ",") if text.rindex(",") > text.rindex(".") else (",", ".")
        text = text.replace(thousands, "").replace(point, ".")
    elif "," in text:
        whole, *groups = text.split(",")
        text = "".join([whole, *groups]) if all(len(group) == 3 for group in groups) else f"{whole}.{groups[-1]}"
    elif text.count(".") > 1:
        text = text.replace(".", "")
    return Decimal(text)


def plain(value: Decimal) -> str:
    """A decimal number in digits, without an exponent or zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
