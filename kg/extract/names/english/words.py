"""What English names are made of, and what stands in front of one or inside it and is no part of it."""

from __future__ import annotations

import re

#: Letters of names in other languages: À to ɏ, without × and ÷.
CAPITAL = "A-ZÀ-ÖØ-ÞĄĆČĎĐĘĚĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽ"
LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
WORD = rf"(?:(?:[A-Z]\.){{2,}}|[{CAPITAL}][{LETTER}0-9]*(?:[-’'&/][{LETTER}0-9]+)*)"
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
_OFFICE = (
    r"(?:(?:Executive|Deputy|Vice|Acting|Managing|Assistant|Associate|Cabinet|Principal|Permanent|Joint|Senior|Chief"
    r"|Interim|Honou?rable|Prime|Under|State)[\s-])*"
    r"(?:(?:Director|Secretary|Inspector|Commissioner|Auditor|Comptroller|Attorney|Surveyor|Manager"
    r"|Registrar)(?:[- ]General)?"
    r"|General\s(?:Manager|Director|Secretary)|Chairman|Chairwoman|Chairperson|Chair|President|CEO|Minister|Undersecretary|Ambassador"
    r"|Governor|Head(?:\sof\s(?:Unit|Department|Division|Section|Delegation|Mission))?|Executive\sOfficer|Chief\sExecutive(?:\sOfficer)?|Administrator)"
)
_PERSON_TITLE = re.compile(
    r"(?:Members|Officers|Officials|Inspectors|Representatives|Experts|Delegates|Heads|Staff|Ministers"
    r"|Directors)\s(?:of|from)\s(?:the\s)?(?=[A-Z])|"
    r"(?:Member\s)?(?:States|Countries|Governments|Parties)\sof\sthe\s(?=[A-Z])|"
    rf"(?:the\s)?{_OFFICE},?\s(?:(?:of|for|at|in)\s(?:the\s)?)?(?=[A-Z])"
)
#: Inside a name, where the next title begins: Minister of Trade and Chairman of the Board
_NEXT_TITLE = re.compile(rf"(?:,|,?\sand)\s(?:the\s)?{_OFFICE}(?:\s(?:of|for|at)\b|(?=\s[A-Z])|\Z)")
HONORIFIC = re.compile(r",?\s(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Datuk|Shri|Eng)\b")


def without_title(text: str, start: int, end: int) -> int:
    """Where a name begins behind the title of a person: Executive Director Uganda National Bureau of Standards."""
    match = _PERSON_TITLE.match(text, start, end)
    return match.end() if match else start


def before_title(text: str, start: int, end: int) -> int:
    """Where a name ends, in front of the title of a person: Ministry of Trade and Chairman of the Board."""
    match = _NEXT_TITLE.search(text, start, end)
    return match.start() if match and match.start() > start else end


#: Verbs of headlines, in which every word has a capital; none of them is a noun too.
_HEADLINE = re.compile(
    r"[ \t](?:Signs?|Signed|Launche[sd]|Launch|Holds|Held|Hosts|Hosted|Publishe[sd]|Announce[sd]"
    r"|Renews|Renewed|Joins|Joined"
    r"|Celebrates|Welcomes|Releases|Revises"
    r"|Receives|Awarded|Accredits|Recalls|Warns|Opens|Adopts|Adopted|Approves|Approved|Attends|Wins|Gets|Seizes|Seized|Bans|Conducts|Completes|Introduces"
    r"|Participates|Hails|Urges|Backs|Becomes|Begins|Expands|Strengthens|Establishes|Unveils|Inks|Destroys|Confiscates|Raids|Suspends|Withdraws|Extends|Says)"
    r"[ \t](?:(?:a|an|the|its|new|first|in|on|at|for|to|with)[ \t])*(?=[A-Z0-9])"
)


def behind_verb(text: str, start: int, end: int) -> int:
    """Where a name begins behind the verb of a headline: Rope Board Signs Knot Agreement."""
    return max((match.end() for match in _HEADLINE.finditer(text, start, end)), default=start)


def initials(name: str) -> str:
    """The initials of a name's words in capitals; of "U.S." those are no part of its acronym."""
    return "".join(word[0] for word in re.findall(r"(?<![.\w])[A-Z][A-Za-z-]+(?!\.)", name) if "." not in word)
