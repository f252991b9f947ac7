"""Of what a clause says that there is more or less of it: "fires at sea fell by 168 cases from 947 to 779".

The number has no noun of its own there, or one that only says how it is counted: cases, units.
"""

from __future__ import annotations

import re

_VERB = re.compile(
    r"\s(?:(?:has|have|had|was|were|also|then|again|\w+ly)\s)*"
    r"(?:rose|risen|grew|grown|increased|climbed|jumped|surged|soared|fell|fallen|declined|decreased|dropped|shrank|shrunk"
    r"|plunged|slipped|went\s(?:up|down)|reduced|improved|doubled|tripled)\b"
)
#: Between the verb and the later value, or the earlier one.
_WAY = re.compile(
    r"(?:\s\w+ly)?(?:\sby\s[^,;:\n()]{1,40}?)?(?:\s?\([^()\n]{1,30}\))?(?:,?\sfrom\s[^;:\n()]{1,60}?)?\s(?:to|from)\s"
    r"(?:(?:only|just|about|over|nearly|almost|around|some|approximately|more\sthan|a\stotal\sof)\s)*"
)
_CLAUSE = re.compile(r"[;:(\n]\s?|,\s(?:(?:and|while|but|whereas|with)\s)?")
_LEADING = re.compile(
    r"(?:(?:In|By|During|Since|From|At|As\sof|Between)\s[^,]{2,30},\s|(?:and|while|but|whereas)\s)?"
    r"(?:(?:the|its|their|our)\s)?(?:(?:total\s|overall\s)?(?:number|amount)\sof\s)?(?:(?:the|its|their)\s)?",
    re.IGNORECASE,
)
_LONGEST = 90
_PRONOUNS = ("it", "they", "this", "that", "which", "these", "those")


def changing(text: str, low: int, begins: int) -> tuple[int, int] | None:
    """Where the subject of a change stands of which a value begins at `begins`, in a sentence from `low`."""
    verbs = list(_VERB.finditer(text, low, begins))
    if not verbs or not _WAY.fullmatch(text, verbs[-1].end(), begins):
        return None
    verb = verbs[-1].start()
    parts = [match.end() for match in _CLAUSE.finditer(text, low, verb)]
    start = parts[-1] if parts else low
    if re.search(r"\d", text[start:verb]) and (joined := text.rfind(" and ", start, verb)) > 0:
        start = joined + len(" and ")  # ropes fell by 3 and boats rose to 10
    leading = _LEADING.match(text, start, verb)
    start = leading.end() if leading is not None else start
    named = text[start:verb].strip()
    if not named or len(named) > _LONGEST or re.search(r"\d", named) or named.lower() in _PRONOUNS:
        return None
    return start, verb
