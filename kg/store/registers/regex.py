"""Regular expressions that both engines read alike: Oxigraph's, which knows Unicode, and DuckDB's (RE2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.store.registers.terms import NotTranslatable

#: What stands outside a class of characters: plain characters, escaped ones, groups, anchors, repetitions, classes.
_TOKEN = re.compile(
    r"[^\\\[\](){}?*+|^$]"
    r"|\\[.\\+*?()|\[\]{}^$/-]|\\[dDsSwWbB]"
    r"|[()|^$]|[*+?](?!\+)|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}"
    r"|\[\^?(?:[^\\\[\]^&~-]|\\[.\\+*?()|\[\]{}^$/-]|\\[dsw]|(?<!-)-(?!-))+\]"
)
_CLASS_PART = re.compile(r"\\.|[^\\]", re.DOTALL)
#: The classes of Unicode that both have tables for
_UNICODE = {"d": r"\p{Nd}", "s": r"\t\n\v\f\r\x{85}\p{Z}"}
#: For what holds for ASCII texts alone
_ASCII_ONLY = frozenset("wWbB")


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression in RE2's words, and DuckDB's options."""

    text: str
    options: str
    #: whether the two agree on ASCII texts alone
    ascii_only: bool
    #: whether it can match between two characters
    empty: bool

    @classmethod
    def of(cls, pattern: str, flags: str) -> Regex:
        """Raises NotTranslatable for one that the engines could read in different ways."""
        if not set(flags) <= set("is"):
            raise NotTranslatable(f'a regular expression with the flags "{flags}"')
        tokens, place = [], 0
        while place < len(pattern):
            token = _TOKEN.match(pattern, place)
            if token is None:
                raise NotTranslatable("a regular expression that engines read in different ways")
            tokens.append(token[0])
            place = token.end()
        try:
            empty = re.compile(pattern).search("") is not None
        except re.error as fault:
            raise NotTranslatable("an invalid regular expression") from fault
        if "i" in flags and not pattern.isascii():
            raise NotTranslatable("a regular expression without case beyond ASCII")
        escapes = {token[1] for each in tokens for token in _CLASS_PART.findall(each) if token[0] == "\\"}
        options = ("i" if "i" in flags else "c") + ("s" if "s" in flags else "n")
        bounded = bool(escapes & {"b", "B"})
        return cls("".join(map(_translated, tokens)), options, bool(escapes & _ASCII_ONLY), empty or bounded)

    def guarded(self, value: str, sql: str, sql_type: str) -> str:
        """SQL that fails at a text on which the engines could differ."""
        if not self.ascii_only:
            return sql
        fail = f"CAST(error('a text beyond ASCII') AS {sql_type})"
        return f"(CASE WHEN strlen({value}) = length({value}) THEN {sql} WHEN {value} IS NOT NULL THEN {fail} END)"

    def replacement(self, text: str) -> str:
        """What takes the place of a match, in RE2's words. Raises NotTranslatable."""
        if self.empty or "\\" in text or re.search(r"\$(?![0-9](?![0-9A-Za-z_]))", text):
            raise NotTranslatable("a replacement that engines read in different ways")
        if any(int(group) > re.compile(self._counted()).groups for group in re.findall(r"\$([0-9])", text)):
            raise NotTranslatable("a replacement by a group that is not there")
        return re.sub(r"\$([0-9])", r"\\\1", text)

    def _counted(self) -> str:
        return re.sub(r"\\p\{\w+\}|\\x\{85\}", "x", self.text)


def _translated(token: str) -> str:
    if token.startswith("["):
        parts = _CLASS_PART.findall(token[1:-1])
        return f"[{''.join(_UNICODE.get(each[1], each) if each[0] == chr(92) else each for each in parts)}]"
    if token[0] == "\\" and token[1].lower() in _UNICODE:
        return f"[{'' if token[1].islower() else '^'}{_UNICODE[token[1].lower()]}]"
    return token
