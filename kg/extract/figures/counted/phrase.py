"""The counted thing, as its reader hands it on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted thing: its words, where they stand, and whether a predicate follows ("14 provinces issued …")."""

    words: str
    start: int
    end: int
    predicate: str = ""
    #: with what the sentence says of it: ropes seized
    told: str = ""


def either(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
