"""What English names are made of, and what stands in front of one or inside it and is no part of it."""

from __future__ import annotations

import re

WORD = r"(?:(?:[A-Z]\.){2,}|[A-Z][A-Za-z0-9]*(?:[-’'&/][A-Za-z0-9]+)*)"
GAP = r"(?:[ \t]+|[ \t]*\n(?=[A-Z])(?!(?:The|In|A|An|This|At|On|As|By)\b))"
#: Little words, of which no name consists.
#: Meetings that only a common noun names: a two-day training course on Rope Testing, the Lake/Rope mid-term meetings
LITTLE = (
    r"(?:of|in|on|for|to|and|or|by|at|with|from|that|which|who|is|was|were|are|be|been|will|has|have|had|held|its|the"
    r"|an?)"
)
#: The first word of a name, with what joins it to the next.
FIRST = re.compile(rf"(?P<word>{WORD})\s*(?:(?:of|for|on)\b)?\s*(?:the\s)?")
#: "the 15th" in front of a name.
ORDINAL = re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\s\Z")
_PERSON_TITLE = re.compile(
    r"(?:Members|Officers|Officials|Inspectors|Representatives|Experts|Delegates|Heads)\s(?:of|from)\s(?:the\s)?(?=[A-Z])|"
    r"(?:the\s)?(?:(?:Executive|Deputy|Vice|Acting|Managing|Assistant|Cabinet|Principal|Permanent|Joint|Honou?rable|Prime)\s)*"
    r"(?:Director(?:[- ]General)?|Chairman|Chairperson|Chair|President|Secretary(?:[- ]General)?|CEO|Minister"
    r"|Commissioner|Governor"
    r"|Chief\sExecutive(?:\sOfficer)?),?\s"
    r"(?:(?:of|for|at|in)\s(?:the\s)?)?(?=[A-Z])"
)
HONORIFIC = re.compile(r",?\s(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Datuk|Shri|Eng)\b")


def without_title(text: str, start: int, end: int) -> int:
    """Where a name begins behind the title of a person: Executive Director Uganda National Bureau of Standards."""
    match = _PERSON_TITLE.match(text, start, end)
    return match.end() if match else start


def initials(name: str) -> str:
    """The initials of a name's words in capitals; of "U.S." those are no part of its acronym."""
    return "".join(word[0] for word in re.findall(r"(?<![.\w])[A-Z][A-Za-z-]+(?!\.)", name) if "." not in word)
