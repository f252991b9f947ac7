"""Things that have no name but a common noun: the annual report, the 15th meeting, a two-day course on ropes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import GAP, LITTLE, WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import GATHERED, NAMED, NameSpan

#: "its annual report on Safety Gate", "the 89th, 90th and 91st regular meetings"
_PLAIN = re.compile(
    r"\b(?:[Ii]ts|[Tt]he|[Aa]n?|[Hh]is|[Tt]heir|[Tt]his|[Oo]ur|latest|\w['’]s|s['’])\s(?P<report>(?:(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?\s)?"
    r"(?:first\s|latest\s)?(?:[Aa]nnual|[Bb]iennial|[Tt]riennial|[Qq]uarterly|[Mm]onthly|[Pp]rogress|[Aa]ctivity|[Dd]evelopment|[Ss]tatistical|[Cc]orporate)\s(?:[Pp]erformance\s|[Aa]ctivity\s|[Ss]tatistical\s|[Ff]inancial\s)?"
    r"(?:[Rr]eport|[Rr]eview|[Ss]urvey|[Yy]earbook|[Pp]lan)(?:\s(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?)?"
    rf"(?:\son\s(?:the\s)?{WORD}(?:{GAP}{WORD})*)?)"
)
_ORDINALS = (
    r"(?:\d{1,3}\s?(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird"
    r"|(?:[Ff]our|[Ff]if|[Ss]ix|[Ss]even|[Ee]igh|[Nn]in|[Tt]en|[Ee]leven|[Tt]welf)th)"
)
_NUMBERED = re.compile(
    rf"\b{_ORDINALS}(?:(?:,|,?\sand)\s{_ORDINALS}){{0,8}}\s(?:(?:[A-Z][\w/-]*(?:\s\([A-Z]{{2,9}}\))?|\d|of|on|for|and|regular|annual|plenary|ordinary|joint|general|extraordinary|special)\s){{0,8}}?"
    r"(?P<what>[Mm]eetings?|[Ss]essions?|[Cc]onferences?|[Aa]ssembl(?:y|ies)|[Pp]lenary|[Ss]ummit|[Ff]orum|[Cc]ongress|[Ww]orkshop|[Ss]ymposium|[Ss]eminar|[Ee]dition)\b"
)
#: Whose meeting it is belongs to its name.
_WHOSE = re.compile(
    rf"\sof\s(?:the\s)?{WORD}(?:[ \t]{WORD}){{1,8}}(?:"
    rf"(?:\s(?:of|for|on)\s(?:the\s)?{WORD}(?:[ \t]{WORD}){{0,6}}(?:\sand\s{WORD})?){{0,2}}"
    rf"\s\([A-Z][A-Za-z]{{1,9}}\)(?:[ \t]{WORD}){{1,5}}(?:\s(?:of|for|on)\s(?:the\s)?{WORD}(?:[ \t]{WORD}){{0,6}})?"
    rf"|\s(?:of|for)\s(?:the\s)?{WORD}(?:[ \t]{WORD}){{0,6}})?"
)
_MEETING = (
    r"(?:meetings?|workshops?|seminars?|webinars?|courses?|conferences?|symposium|plenary|dinner|ceremony|roundtable|exhibition|"
    r"campaigns?|sweeps?|blitz|projects?|surveys?|audits?|inspections?|(?:peer\s)?evaluations?|peer\sreviews?|stud(?:y|ies)|"
    r"investigations?|initiatives?|reports?|guidelines|guidance|strategy|roadmap|handbook|manual|database|portal|website|"
    r"operations?|exercises?|raids?|seizures?|crackdowns?|recalls?|confiscations?|clampdowns?|pilots?|notices?|advisor(?:y|ies)|circulars?|resolutions?|decrees?|"
    r"contracts?|summit|congress|forum)"
)
#: What may stand behind a common noun that is no part of a longer one: the survey showed, but not the survey team
_ENDS = (
    rf"(?=[ \t]*(?:[^\w\s]|\n|\Z)|\s(?:{LITTLE}|[a-z]+ed"
    r"|(?!training|testing|monitoring|meeting|planning|reporting)[a-z]+ing"
    r"|[A-Z][\w-]*|also|during|between|among|took|takes?|shows?|under|into|as|will|can|may|ran|runs|led|this|last|since"
    r"|until|after|before|across|through)\b)"
)
#: What a campaign is meant to do is no part of its name: the campaign for improving ropes
_AIM = r"(?:(?!training|testing|monitoring|welding|labelling|packaging|engineering|manufacturing)[a-z]+ing\b)"
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b"
)
_TOPIC = (
    rf"\s(?:on|for)\s(?!behalf\b|{_DAY})(?:the\s)?"
    rf"(?:{WORD}(?:{GAP}{WORD}){{0,8}}|(?!{_AIM})[a-z]+(?:\s(?!{LITTLE}\b)[a-z]+)?{_ENDS})"
)
#: Whose a thing is, in front of its name.
_POSSESSIVE = re.compile(r"['’]s\s|(?<=s)['’]\s")
#: A name whose head is a common noun: the One Voice report
_LOWER = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Oo]ur|[Tt]his|an?)|['’]s|s['’])\s(?:(?:19|20)\d\d\s|[a-z]+\s){{0,2}}"
    rf"(?P<name>(?:[A-Z]{{2,8}}(?:,\s|\sand\s)){{0,4}}{WORD}(?P<long>(?:{GAP}(?:and{GAP})?{WORD}){{1,6}})?\s"
    r"(?:(?:19|20)\d\d\s)?(?:[a-z]+\s)?(?P<head>event|conference|seminar|workshop|forum|exhibition|summit|symposium|scheme|law|app|contract|report|initiative|campaign|programme|program|strategy|agreement|arrangement|platform|portal|project|survey|"
    rf"database|website|register|registry|sweep|handbook|guidelines|guidance)(?:{_TOPIC})?)\b(?!\s\()"
)
#: What somebody did, in front of a common noun of what was done: the Rope Board conducted operations
_DID = (
    r"(?:(?:conduct|organi[sz]|launch|host|complet|undert|perform|announc|initiat|coordinat|execut|start|finish|join|attend)"
    r"(?:e?s|ed)|carried|carries|held|holds|led|leads|ran|runs|began|begins)"
)
_GATHERING = re.compile(
    rf"(?:\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur|[Tt]heir|[Tt]his|subject\sto|regular)|['’]s|s['’])\s(?P<name>(?:[a-z]+\sand\s)?(?:(?!(?:{LITTLE}|{_DID})\s)[A-Za-z0-9][\w/&-]*\s){{1,5}}{_MEETING}"
    rf"(?:{_TOPIC}|{_ENDS})|{_MEETING}{_TOPIC}|event(?=\s(?:(?:was|is)\s)?(?:held|hosted|organi[sz]ed|to(?:ok|akes)\splace)))\b"
)
#: Words in capitals in front of a common noun: the Rope Committee meeting
_PROPER = re.compile(r"(?:[A-Z][\w/&-]*\s){2,}")
#: A verb behind a word in capitals, which is who did it: the Rope Board served notices
_DEED_WITHIN = re.compile(r"\b[A-Z][\w-]{0,30}\s[a-z]{3,30}ed\s")
_OWNED = re.compile(r"['’]s?\s")
#: "the campaign", which was named before
_BACK = re.compile(
    r"(?:\b(?:[Tt]he|[Tt]his|[Aa]n?|[Ii]ts|[Oo]ur|[Tt]heir)|['’]s|s['’])\s(?P<name>event|decision|suspension|[Cc]ampaign|[Pp]roject|[Ss]urvey|[Pp]rogramme|[Pp]rogram|[Ii]nitiative|[Rr]eport|[Ww]orkshop|[Cc]onference|"
    r"meeting|[Ff]orum|[Ss]eminar|webinar|exhibition|database|portal|website|platform|audit|inspection|[Ss]trategy|guidelines|[Gg]uidance|[Hh]andbook|investigation|study|"
    rf"ceremony|evaluation|operation|exercise|raid|seizure|crackdown|recall|advisory|circular|resolution|contract|sweep)(?![\w-]|\s(?:of|for)\s{_AIM})(?:\s(?:of|into)\s(?:the\s)?[a-z]+{_ENDS}|{_ENDS}|(?!\s[A-Z(]))"
)


def reports_and_meetings(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Reports by how often they come out, and meetings by their number, with whose they are."""
    for match in _PLAIN.finditer(text):
        yield NameSpan(*match.span("report"), *match.span("report"), kinds.heads["report"])
    for match in _NUMBERED.finditer(text):
        whose = _WHOSE.match(text, match.end())
        yield NameSpan(*match.span(), match.start(), whose.end() if whose else match.end(), kinds.heads["conference"])


def common_nouns(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Things whose head is a common noun: the One Voice report, the survey of ropes, the campaign."""
    for match in _LOWER.finditer(text):
        rule = NAMED if match["long"] else GATHERED
        if _OWNED.search(match["name"]):
            continue  # the Rope Agency's annual conference
        if " and " in match["name"] and kinds.kind(match["name"].split(" and ")[0]):
            continue
        start, end = match.span("name")
        start += max((owner.end() for owner in _POSSESSIVE.finditer(match["name"])), default=0)
        if text[start:end][0].isupper():  # the Board's annual report is found as one of the Board
            yield NameSpan(start, end, start, end, _common(match["head"], kinds), rule=rule)
    for pattern in (_GATHERING, _BACK):
        for match in pattern.finditer(text):
            if _DEED_WITHIN.search(match["name"]):
                continue
            kind = _common(match["name"], kinds)
            proper = kind == kinds.heads["conference"] and _PROPER.match(match["name"])
            yield NameSpan(*match.span("name"), *match.span("name"), kind, rule=NAMED if proper else GATHERED)


def _common(name: str, kinds: Kinds) -> str:
    """The kind of what a common noun names: the first of the last words in front of "on" or "for" that says one."""
    words = re.split(r"\s(?:on|for)\s", name)[0].lower().split()
    heads, common = kinds.heads, kinds.rows["common"]
    return next(
        (common.get(form) or heads[form] for word in reversed(words) for form in (word, word.removesuffix("s"))
         if form in common or form in heads), heads["conference"],
    )  # fmt: skip
