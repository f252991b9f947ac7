"""English names: words in capitals with a head that says what they name, acronyms, meetings, venues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import ACTING, GATHERED, LABELLED, NAMED, SHORTENED, NameSpan

_WORD = r"(?:(?:[A-Z]\.){2,}|[A-Z][A-Za-z0-9]*(?:[-’'&/][A-Za-z0-9]+)*)"
_GAP = r"(?:[ \t]+|[ \t]*\n(?=[A-Z])(?!(?:The|In|A|An|This|At|On|As|By)\b))"
_WORDS = rf"{_WORD}(?:{_GAP}{_WORD})*"
_TAIL = (
    rf"{_GAP}(?:of|for|on){_GAP}(?:the{_GAP})?{_WORDS}"
    rf"(?:(?:,{_GAP}and|,|{_GAP}and|{_GAP}to){_GAP}(?![A-Z]{{2,}}\b){_WORDS})*"
)
_NAME = re.compile(
    rf"(?<![\w-]){_WORD}(?:{_GAP}{_WORD})*(?:{_TAIL})*(?:(?<=Act|Law)\sof\s(?:19|20)\d\d)?(?P<acronym>\s?\(\s?(?:the\s)?[\"“]?(?P<short>[A-Z][A-Za-z]{{1,9}}s?(?:\d{{1,4}}|-[A-Z]{{2,8}})?)[\"”]?\s?\))?"
)
#: Names joined by "and" that their acronym shows to be one: Customs and Border Protection (CBP)
_JOINT = re.compile(
    rf"(?<![\w-]){_WORD}(?:{_GAP}{_WORD}){{0,5}}{_GAP}and{_GAP}{_WORD}(?:{_GAP}{_WORD}){{0,5}}"
    r"\s?\((?:the\s)?(?P<short>[A-Z]{2,8})\)"
)
_ACRONYM = re.compile(r"(?<![\w/-])[A-Z][A-Za-z0-9]*(?:-[A-Z]+)?(?![\w-])")
_SYSTEM = re.compile(r"\s(?:rapid alert )?(?:system|platform|portal|database|app)\b")
#: "its annual report on Safety Gate", "the 89th, 90th and 91st regular meetings"
_PLAIN = re.compile(
    r"\b(?:[Ii]ts|[Tt]he|[Aa]n?|[Hh]is|[Tt]heir|[Tt]his|[Oo]ur|latest|\w['’]s|s['’])\s(?P<report>(?:(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?\s)?"
    r"(?:first\s|latest\s)?(?:[Aa]nnual|[Bb]iennial|[Tt]riennial|[Qq]uarterly|[Mm]onthly|[Pp]rogress|[Aa]ctivity|[Dd]evelopment|[Ss]tatistical|[Cc]orporate)\s(?:[Pp]erformance\s|[Aa]ctivity\s|[Ss]tatistical\s|[Ff]inancial\s)?"
    r"(?:[Rr]eport|[Rr]eview|[Ss]urvey|[Yy]earbook|[Pp]lan)(?:\s(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?)?"
    rf"(?:\son\s(?:the\s)?{_WORD}(?:{_GAP}{_WORD})*)?)"
)
_ORDINALS = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird"
    r"|(?:[Ff]our|[Ff]if|[Ss]ix|[Ss]even|[Ee]igh|[Nn]in|[Tt]en|[Ee]leven|[Tt]welf)th)"
)
_NUMBERED = re.compile(
    rf"\b{_ORDINALS}(?:(?:,|,?\sand)\s{_ORDINALS}){{0,8}}\s(?:(?:[A-Z][\w-]*|regular|annual|plenary|ordinary|joint)\s){{0,4}}"
    r"(?P<what>[Mm]eetings?|[Ss]essions?|[Cc]onferences?|[Aa]ssembl(?:y|ies)|[Pp]lenary)\b"
)
#: Meetings that only a common noun names: a two-day training course on Rope Testing, the Lake/Rope mid-term meetings
_LITTLE = (
    r"(?:of|in|on|for|to|and|or|by|at|with|from|that|which|who|is|was|were|are|be|been|will|has|have|had|held|its|the"
    r"|an?)"
)
_MEETING = (
    r"(?:meetings?|workshops?|seminars?|webinars?|courses?|conferences?|symposium|plenary|dinner|ceremony|roundtable|exhibition|"
    r"campaigns?|sweeps?|blitz|projects?|surveys?|audits?|inspections?|(?:peer\s)?evaluations?|peer\sreviews?|stud(?:y|ies)|"
    r"investigations?|initiatives?|reports?|guidelines|guidance|strategy|roadmap|handbook|manual|database|portal|website)"
)
#: What may stand behind a common noun that is no part of a longer one: the survey showed, but not the survey team
_ENDS = (
    rf"(?=[ \t]*(?:[^\w\s]|\n|\Z)|\s(?:{_LITTLE}|[a-z]+ed"
    r"|(?!training|testing|monitoring|meeting|planning|reporting)[a-z]+ing"
    r"|[A-Z][\w-]*|also|during|between|among|took|takes?|shows?|under|into|as|will|can|may|ran|runs|led|this|last|since"
    r"|until|after|before|across|through)\b)"
)
#: What a campaign is meant to do is no part of its name: the campaign for improving ropes
_AIM = r"(?:(?!training|testing|monitoring|welding|labelling|packaging|engineering|manufacturing)[a-z]+ing\b)"
_TOPIC = (
    rf"\s(?:on|for)\s(?!behalf\b)(?:the\s)?"
    rf"(?:{_WORD}(?:{_GAP}{_WORD}){{0,8}}|(?!{_AIM})[a-z]+(?:\s(?!{_LITTLE}\b)[a-z]+)?{_ENDS})"
)
#: A name whose head is a common noun: the One Voice report
_LOWER = re.compile(
    rf"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Oo]ur|[Tt]his|an?)|['’]s|s['’])\s(?:(?:19|20)\d\d\s|[a-z]+\s){{0,2}}"
    rf"(?P<name>(?:[A-Z]{{2,8}}(?:,\s|\sand\s)){{0,4}}{_WORD}(?P<long>(?:{_GAP}(?:and{_GAP})?{_WORD}){{1,6}})?\s"
    r"(?:[a-z]+\s)?(?P<head>report|initiative|campaign|programme|program|strategy|agreement|arrangement|platform|portal|project|survey|"
    rf"database|website|register|registry|sweep|handbook|guidelines|guidance)(?:{_TOPIC})?)\b(?!\s\()"
)
_GATHERING = re.compile(
    rf"(?:\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur|[Tt]heir|[Tt]his|subject\sto|regular)|['’]s|s['’])\s(?P<name>(?:(?!{_LITTLE}\s)[A-Za-z0-9][\w/&-]*\s){{1,5}}{_MEETING}"
    rf"(?:{_TOPIC}|{_ENDS})|{_MEETING}{_TOPIC}|event(?=\s(?:(?:was|is)\s)?(?:held|hosted|organi[sz]ed|to(?:ok|akes)\splace)))\b"
)
#: "the campaign", which was named before
_BACK = re.compile(
    r"(?:\b(?:[Tt]he|[Tt]his|[Aa]n?|[Ii]ts|[Oo]ur|[Tt]heir)|['’]s|s['’])\s(?P<name>event|decision|suspension|[Cc]ampaign|[Pp]roject|[Ss]urvey|[Pp]rogramme|[Pp]rogram|[Ii]nitiative|[Rr]eport|[Ww]orkshop|[Cc]onference|"
    r"meeting|[Ff]orum|[Ss]eminar|webinar|exhibition|database|portal|website|platform|audit|inspection|[Ss]trategy|guidelines|[Gg]uidance|[Hh]andbook|investigation|study|"
    rf"ceremony|evaluation|sweep)(?![\w-]|\s(?:of|for)\s{_AIM})(?:\s(?:of|into)\s(?:the\s)?[a-z]+{_ENDS}|{_ENDS}|(?!\s[A-Z(]))"
)
#: Names of bodies, acts and the like with "and" between their words: the Pool and Spa Safety Act
_BOTH = re.compile(
    rf"(?:(?<=[Tt]he\s)|(?<![^\n\x1e])){_WORD}(?:{_GAP}{_WORD}){{0,5}}\sand{_GAP}{_WORD}(?:{_GAP}{_WORD}){{1,4}}(?:\sof\s(?:19|20)\d\d)?"
    r"(?P<acronym>\s\((?P<short>[A-Z]{2,9})\))?",
    re.MULTILINE,
)
#: "ISO 27001", "IEC 60335-1:2020", "EN ISO 13485", "GB/T 19001-2016", "ASTM F963-17"
_STANDARD = re.compile(
    r"(?<![\w/-])(?:ISO|IEC|EN|BS|DIN|NF|ASTM|ANSI|UL|AS/NZS|JIS|GB|CSA|IEEE|ITU-T|ETSI|NFPA|SAE|GOST|GSO|SNI|TCVN)"
    r"(?:[/ ](?:ISO|IEC|TS|TR|T|PAS|IEEE|EN|ASTM|Guide)){0,3}\s(?:[A-Z]{1,2}[ -]?)?"
    r"(?:(?<=ETSI\s)\d{3}\s\d{3}|(?<=ETSI\s[ET][NRS]\s)\d{3}\s\d{3}|\d{2,6})(?:[-.]\d{1,4}){0,3}"
    r"(?::(?:19|20)\d\d)?(?![\w%,]\d|\w)"
)
#: The years of a plan or a report: the Rope Plan 2025-2030
_OF_YEARS = re.compile(r"\s(?:for\s)?(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d))?(?![\w%,]\d|\w)")
#: Behind and in front of what is held, and has the name of a body: the Forum was held, hosted the Forum.
_HELD = re.compile(
    r",?\s(?:\([^()]{1,20}\)\s)?(?:(?:was|is|will\sbe|to\sbe|were)\s)?(?:held|hosted|organi[sz]ed|to(?:ok|akes)\splace|convened|in\s(?:19|20)\d\d|in\s[A-Z][a-z]+)\b|\s(?:19|20)\d\d\b"
)
_HOLDS = re.compile(
    r"(?:\b(?:during|at|host(?:s|ed|ing)?|held|hold(?:s|ing)?|attend(?:s|ed|ing)?|organi[sz](?:es?|ed|ing)|opened|annual|virtual)\s)(?:the|its|their|a|an|this)?\s?"
    r"(?:(?:19|20)\d\d\s|\d{1,3}(?:st|nd|rd|th)\s|[a-z]+\s)?\Z"
)
#: Behind what has the name of a meeting, that it is a body: the National Rope Conference, a network of
_IS_BODY = re.compile(
    r",\s(?:an?|the)\s(?:[^,.;\n]|,(?=\d)){0,40}?\b(?:organi[sz]ation|body|association|agency|institute|society|federation|network|regulator)\b"
)
_ORDINAL_FIRST = re.compile(r"\d{1,3}(?:st|nd|rd|th)\s")
#: How far into a name its owner may stand.
_LONG = 200
#: "ILAC MRA", "IAF MLA"
_ARRANGEMENT = re.compile(
    r"(?<![\w/-])[A-Z]{2,8}(?:/[A-Z]{2,8})?\s(?:MLA|MRA|BLA)s?(?![\w-]|\s(?:Group|Committee|Council|Panel|Task|Working|Management))"
)
#: An arrangement whose acronym stands behind it: the multilateral recognition agreement (MLA)
_ABBREVIATED = re.compile(
    r"\b(?P<name>(?:[Mm]ultilateral|[Mm]utual|[Bb]ilateral)\s(?:[a-z]+\s){0,2}(?:agreement|arrangement)s?)\s\((?:the\s)?(?P<short>MLA|MRA|BLA)\)"
)
#: Whose a thing is, in front of its own name.
_POSSESSIVE = re.compile(r"['’]s?[ \t]+(?=[A-Z])")
#: Where something is held.
_VENUE = re.compile(
    rf"\b(?:held|hosted|place|signed|concluded|opened|off|convened|organi[sz]ed|met|launched)\s(?:[a-z]+\s){{0,3}}?in\s"
    rf"(?P<place>{_WORD}(?:[ \t]{_WORD}){{0,2}})(?![\w’'])"
)
#: "held on 3-4 May 2030 at the town hall in Ropetown", "the Annual Meeting in Ropetown"
_VENUE_FAR = re.compile(
    rf"(?:\b(?:held|hosted|convened|signed|takes?\splace|took\splace)\s(?:on|at|from|between|in\sthe|during)\s(?:[^\s.;]+\s){{1,12}}?"
    rf"|\b(?:Meetings?|Assembly|Session|Symposium|Conference|Congress|Summit|Workshop|Seminar),?\s)in\s"
    rf"(?P<place>{_WORD}(?:[ \t]{_WORD}){{0,2}})(?![\w’'])"
)
_MONTHS = frozenset(
    (
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December", "English", "French"),
    )
)
#: Organisations in front of the name of what is theirs: ISO, IEC and the SAC Agreement
_OWNERS = re.compile(r"(?:\b[A-Z]{2,8}(?:,\s(?:and\s)?|\sand\s))+\Z")
_LONE = r"[A-Z]{3,9}(?:-[A-Z][A-Za-z]{1,8})?"
_SIGNS = (
    r"(?i:signs?|signed|signing|renews?|renewed|concludes?|concluded|enter(?:s|ed)?\sinto|formali[sz]ed|agreed|"
    r"hosted|hosts|(?:(?:has|have|had|will|also|today|recently|then|jointly|is|was|now)\s){0,3}(?:published?|publishes|publishing|issued?|issues|issuing|launch(?:ed|es|ing)?|"
    r"announc(?:ed?|es|ing)|releas(?:ed?|es|ing)|organi[sz](?:ed?|es|ing)|held|hold(?:s|ing)?|host(?:ed|s|ing)?|conduct(?:ed|s|ing)?|administers?|enforces?|operates?|manages?|oversees|"
    r"maintains?|runs|ran|adopt(?:ed|s)?|approved?|approves|celebrat(?:ed?|es)|joined|joins|coordinat(?:ed?|es)|carried\sout|developed|develops|updated|introduced|"
    r"said|says|reported|reports|responsible\sfor|established|became|received|accredits|accredited|recalled|warns|warned|urges|urged|"
    r"part\sof|an\sagency\sof|the\snational|is|was|a\ssignatory|a\smember\sof|the\ssole|a\snot-for-profit|an\sindependent|a\sregional))"
)
#: What only organisations do, or have: ABC and DEF signed, between ABC and DEF, part of the ABC, ABC headquarters
_ACTS = re.compile(
    rf"(?<![\w/-])(?P<one>{_LONE})(?:(?:,\s(?:the\s)?{_LONE}){{0,6}},?\sand\s(?:the\s)?(?P<two>{_LONE}))?\s(?:{_SIGNS})\b"
    rf"|\b[Bb]etween\s(?:the\s)?(?P<three>{_LONE})\sand\s(?:the\s)?(?P<four>{_LONE})(?![\w-])"
    rf"|\b(?:part|committee|division|department|board|member|members|headquarters|offices)\sof\s(?:the\s)?(?P<five>{_LONE})(?![\w-])"
    rf"|(?<![\w/-])(?P<six>{_LONE})(?:['’]s)?\s(?:headquarters|members|staff|(?:Director|President|Chair(?:man)?|CEO|Commissioner|Administrator|Secretary)\b)"
    rf"|(?:(?<![^\n\x1e])|[.!?]\s|\d{{4}},?\s)(?P<nine>{_LONE})(?:,|\sand|\stogether\swith|\salong\swith)\s(?:the\s)?[A-Z]"
    rf"|(?<![\w/-])(?P<seven>{_LONE}),\s(?:part\sof|the|an?|which\sis)\s"
    rf"|(?<![\w/-])(?P<eight>{_LONE})['’]s\s(?=[A-Z][a-z]|[a-z]+\s(?:and|to|in|of|for|on|report|campaign|survey|website|work|decision|guidance|programme|role))"
)
_BRACKETED = re.compile(r"[(（]\s?(?:the\s)?[\"“]?(?P<short>[A-Z][\w-]{1,9})[\"”]?\s?[)）]")
#: What an acronym stands for, in brackets behind it: RAPEX (the Rapid Alert System for non-food products)
_EXPANDED = re.compile(rf"(?<![\w-])(?P<short>[A-Z]{{3,9}})\s\((?:the\s)?(?P<name>{_WORD}[ \t][^()\n]{{4,90}})\)")
#: Whose meeting it is belongs to its name.
_WHOSE = re.compile(
    rf"\sof\s(?:the\s)?{_WORD}(?:{_GAP}{_WORD}){{1,8}}(?:\s(?:of|for)\s(?:the\s)?{_WORD}(?:{_GAP}{_WORD}){{0,3}})?"
)
#: "Regulation (EC) No 765/2008", "Directive 2014/35/EU"
_NUMBERED_ACT = re.compile(
    r"\b(?:Commission\s|Council\s|Delegated\s|Implementing\s)*(?:Regulations?|Directives?|Decisions?)\s"
    r"(?:\((?:EC|EU|EEC)(?:,\sEuratom)?\)\s)?(?:No\.?\s)?\d{1,4}/\d{1,4}(?:/E[CU]|/EEC)?(?![\d/])"
    r"|\bRepublic\sAct\s(?:No\.?\s)?\d{3,6}(?![\w,.]\d)"
    r"|\b(?:Resolution|Decree|Order|Circular|Ordinance|Act|Law)\sNo\.?\s?\d[\d/-]{0,12}"
)
#: A name that lists what it is of, shown to be one by its acronym: the Lake Ropes, Knots and Nets Organization (LARKO)
_LISTING = re.compile(
    rf"(?<=[Tt]he\s){_WORD}(?:{_GAP}{_WORD}){{0,3}}(?:,{_GAP}{_WORD}(?:{_GAP}{_WORD}){{0,2}}){{1,4}},?{_GAP}and"
    rf"{_GAP}{_WORD}(?:{_GAP}{_WORD}){{1,3}}(?=\s?\((?P<short>[A-Z]{{2,9}})\))"
)
#: A name with what it is behind it: Ropewatch, an online portal
_IS_A = re.compile(
    rf"(?P<name>{_WORD}(?:[ \t]{_WORD}){{0,4}}),[”\"]?\s(?:an?|the|its|their|our)\s"
    rf"(?P<nouns>(?:(?!{_LITTLE}\s)[a-z][a-z-]*\s){{0,4}}(?!{_LITTLE}\b)[a-z]+)\b"
)
#: "Standards Act (Cap. 496)"
_CHAPTER = re.compile(
    rf"(?:{_WORD}{_GAP}){{1,6}}(?:Act|Law|Ordinance|Code),?\s\(?(?:CAP|Cap|Chapter)\.?\s\d{{1,4}}[A-Z]?\)?(?!\w)"
)
#: A heading in capitals, of which no word is an acronym.
_SHOUTED = re.compile(r"(?:\b[A-Z]{2,}\b[ \t]+){3}")
_ORDINAL = re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\s\Z")
_ADJECTIVE = re.compile(r"\b(?:updated|new|renewed|revised|joint|bilateral)\s\Z")
_FIRST = re.compile(rf"(?P<word>{_WORD})\s*(?:(?:of|for|on)\b)?\s*(?:the\s)?")
_PERSON_TITLE = re.compile(
    r"(?:Members|Officers|Officials|Inspectors|Representatives|Experts|Delegates|Heads)\s(?:of|from)\s(?:the\s)?(?=[A-Z])|"
    r"(?:the\s)?(?:(?:Executive|Deputy|Vice|Acting|Managing|Assistant|Cabinet|Principal|Permanent|Joint|Honou?rable|Prime)\s)*"
    r"(?:Director(?:[- ]General)?|Chairman|Chairperson|Chair|President|Secretary(?:[- ]General)?|CEO|Minister"
    r"|Commissioner|Governor"
    r"|Chief\sExecutive(?:\sOfficer)?),?\s"
    r"(?:(?:of|for|at|in)\s(?:the\s)?)?(?=[A-Z])"
)
HONORIFIC = re.compile(r",?\s(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Datuk|Shri|Eng)\b")


class EnglishNames:
    """Finds the English names of a text."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def find(self, text: str) -> Iterator[NameSpan]:
        """The English names of a text; they may overlap, the better ones come first."""
        for match in _PLAIN.finditer(text):
            yield NameSpan(*match.span("report"), *match.span("report"), self.kinds.heads["report"])
        for match in _NUMBERED.finditer(text):
            whose = _WHOSE.match(text, match.end())
            yield NameSpan(
                *match.span(), match.start(), whose.end() if whose else match.end(), self.kinds.heads["conference"]
            )
        for match in _EXPANDED.finditer(text):
            kind = self.kinds.kind(match["name"])
            if kind is not None and match["name"][0] in match["short"]:
                yield NameSpan(*match.span(), *match.span("name"), kind, match.span("short"))
        for match in _NUMBERED_ACT.finditer(text):
            yield NameSpan(*match.span(), *match.span(), self.kinds.heads["act"])
        for match in _LISTING.finditer(text):
            kind, short = self.kinds.kind(match[0].rpartition(" and ")[2]), match["short"]
            if kind in self.kinds.bodies and short[0] == match[0][0]:
                close = text.index(")", match.end("short")) + 1
                yield NameSpan(match.start(), close, *match.span(), str(kind), match.span("short"))
        for match in _CHAPTER.finditer(text):
            yield NameSpan(*match.span(), *match.span(), self.kinds.heads["act"])
        for match in _JOINT.finditer(text):
            last = text.rindex("(", match.start(), match.start("short"))
            name = text[match.start() : last].rstrip()
            kind = self.kinds.kind(name) or self._within(name.split())
            if kind is not None and initials(name) == match["short"]:
                span = match.start(), match.start() + len(name)
                yield NameSpan(match.start(), match.end(), *span, kind, match.span("short"))
        for match in _STANDARD.finditer(text):
            yield NameSpan(*match.span(), *match.span(), self.kinds.rows["roles"]["standard"])
        for match in _ABBREVIATED.finditer(text):
            kind = self.kinds.rows["roles"]["arrangement"]
            yield NameSpan(*match.span(), *match.span("name"), kind, match.span("short"))
        for match in _ARRANGEMENT.finditer(text):
            yield NameSpan(*match.span(), *match.span(), self.kinds.rows["roles"]["arrangement"])
        yield from self._joined(text)
        for match in _LOWER.finditer(text):
            rule = NAMED if match["long"] else GATHERED
            if " and " in match["name"] and self.kinds.kind(match["name"].split(" and ")[0]):
                continue
            yield NameSpan(*match.span("name"), *match.span("name"), self.kinds.heads[match["head"]], rule=rule)
        for pattern in (_GATHERING, _BACK):
            for match in pattern.finditer(text):
                yield NameSpan(*match.span("name"), *match.span("name"), self._common(match["name"]), rule=GATHERED)
        yield from self._capitals(text)
        yield from self._apposed(text)
        yield from self._of_states(text)
        acting = {one for match in _ACTS.finditer(text) for one in match.groups() if one} - self.kinds.no_bodies
        acting -= {match["short"] for match in _BRACKETED.finditer(text)}  # who is explained is found by that
        for match in _ACRONYM.finditer(text):
            if kind := self.kinds.acronyms.get(match[0]):
                yield NameSpan(*match.span(), *match.span(), kind)
            elif match[0] in acting and not _SHOUTED.search(text[max(0, match.start() - 40) : match.end() + 40]):
                kind = self._described(text, match.end())
                other = self.kinds.heads["organisation"]
                yield NameSpan(*match.span(), *match.span(), kind or other, rule=NAMED if kind else ACTING)
        yield from self._venues(text)

    def _described(self, text: str, end: int) -> str | None:
        """The kind of a body by the words behind its name: X is the national accreditation body."""
        match = self.kinds.described_as.match(text, end)
        return self.kinds.rows["described-as"][match["what"].lower()] if match else None

    def _apposed(self, text: str) -> Iterator[NameSpan]:
        """Names with what they are behind them, that nothing else shows to be names: Ropewatch, an online portal."""
        kinds = self.kinds.own_names
        for match in _IS_A.finditer(text):
            start = match.start("name")
            while (word := _FIRST.match(text, start, match.end("name"))) and word["word"] in self.kinds.opening:
                start = word.end()
            name = text[start : match.end("name")]
            kind = next((kinds[noun] for noun in match["nouns"].split() if noun in kinds), None)
            if kind is not None and name and self.kinds.kind(name) is None and name not in self.kinds.states:
                yield NameSpan(start, match.end("name"), start, match.end("name"), str(kind))

    def _gathers(self, text: str, start: int, end: int) -> bool:
        """Whether what has the name of a body is a meeting: the Rope Forum was held, the 15th Rope Forum."""
        return bool(
            _HELD.match(text, end)
            or _HOLDS.search(text, max(0, start - 40), start)
            or _ORDINAL_FIRST.match(text[start:end])
            or _ORDINAL.search(text, max(0, start - 20), start)
        )

    def _common(self, name: str) -> str:
        """The kind of what a common noun names: the first of the last words in front of "on" or "for" that says one."""
        words = re.split(r"\s(?:on|for)\s", name)[0].lower().split()
        heads, common = self.kinds.heads, self.kinds.rows["common"]
        return next(
            (common.get(form) or heads[form] for word in reversed(words) for form in (word, word.removesuffix("s"))
             if form in common or form in heads), heads["conference"],
        )  # fmt: skip

    def _joined(self, text: str) -> Iterator[NameSpan]:
        """Names of one thing that have an "and" between their words."""
        for match in _BOTH.finditer(text):
            start, last = match.start(), match.start("acronym") if match["acronym"] else match.end()
            first, _, second = text[start:last].partition(" and ")
            kind = self.kinds.kind(text[start:last])
            words = first.split()
            apart = self.kinds.kind(first) is not None or words[-1].isupper() or words[0] in self.kinds.opening
            if kind is None or apart or first in self.kinds.states or " and " in second:
                continue
            if kind == self.kinds.heads["conference"] or len(second.split()) < 2:
                continue
            yield NameSpan(start, match.end(), start, last, kind, match.span("short") if match["acronym"] else None)

    def _of_states(self, text: str) -> Iterator[NameSpan]:
        """Bodies that are called after their state: SPRING Singapore, Health Canada."""
        for match in self.kinds.of_state.finditer(text):
            kinds = self.kinds.rows["of-states"]
            kind = next((one for one, words in kinds.items() if match["what"] in words), None)
            if match["what"] not in self.kinds.no_bodies:
                yield NameSpan(*match.span(), *match.span(), kind or self.kinds.heads["organisation"])

    def parted(self, name: str, short: str = "") -> list[str]:
        """The names that one stretch of capitals is: two names with heads of their own are two, and a list of a name's
        words ends with "and": "Ministry of Trade, Embassy of Utopia", "Ministry of Trade, Ms". An acronym (`short`)
        says whose it is: "General Assembly of the Rope Trade Union (RTU)"."""
        if short:
            first, _, whole = name.rpartition(" of the ")
            theirs = whole[:1] == short[0] and first[:1] != short[0] and initials(name) != short  # ARSO
            if not first or (initials(whole) != short and not theirs):
                return [name]
            if self.kinds.kind(whole) is None:
                return [first, whole] if self.kinds.kind(first) is not None else [name]
            return [first, whole] if len(first.split()) > 2 and self.kinds.kind(first) in self.kinds.bodies else [whole]
        groups: list[list[str]] = []
        for piece in name.split(", "):
            if not groups or self.kinds.kind(piece) is not None:
                groups.append([piece])
            else:
                groups[-1].append(piece)
        joined = [", ".join(group) if " and " in f" {group[-1]}" else group[0] for group in groups]
        return [part for one in joined for part in self._apart(one)]

    def _apart(self, name: str) -> list[str]:
        for joint in re.finditer(r"\s(?P<of>of\sthe|and)\s(?:the\s)?", name):
            first, second = name[: joint.start()], name[joint.end() :]
            least = 1 if joint["of"] == "and" else 2  # "the Council of the Union" is one name
            if joint["of"] != "and" and not {self.kinds.kind(first), self.kinds.kind(second)} <= self.kinds.bodies:
                continue
            if (
                len(second.split()) > 2
                and len(first.split()) > least
                and self.kinds.kind(first) is not None
                and self.kinds.kind(second) is not None
            ):
                return [first, *self._apart(second)]
        return [name]

    def _venues(self, text: str) -> Iterator[NameSpan]:
        """Places that nothing but what is held there shows to be places."""
        place = self.kinds.rows["labels"]["GPE"]
        for match in (*_VENUE.finditer(text), *_VENUE_FAR.finditer(text)):
            if match["place"].split()[0] in _MONTHS:
                continue
            if match["place"].split()[0] not in self.kinds.opening and self.kinds.kind(match["place"]) is None:
                yield NameSpan(*match.span("place"), *match.span("place"), place, rule=LABELLED)

    def _capitals(self, text: str) -> Iterator[NameSpan]:
        for match in _NAME.finditer(text):
            start, end = match.span()
            last = match.start("acronym") if match["acronym"] else end
            while (word := _FIRST.match(text, start, last)) and word["word"] in self.kinds.opening:
                start = word.end()
            start = without_title(text, start, last)
            if person := HONORIFIC.search(text, start, last):  # Bureau of Ropes Mr A. Knot
                last = end = person.start()
            if start >= last:
                continue
            owner = self._owner(text, start, last)
            if owner is not None:
                kind = self.kinds.kind(text[start : owner.start()])
                if kind is not None and owner.start() - start > 3 and " " in text[start : owner.start()]:
                    yield NameSpan(start, owner.start(), start, owner.start(), kind)
                start = owner.end()
            trimmed = self._trimmed(text, start, last, match["short"] or "")
            if trimmed > start and text[start:trimmed].endswith((" and ", " and the ")):  # both are names
                first = text[start:trimmed].rindex(" and ") + start
                if (other := self.kinds.kind(text[start:first])) and len(text[start:first].split()) > 2:
                    yield NameSpan(start, first, start, first, other)
            start = trimmed
            name = text[start:last]
            parts = self.parted(name.rstrip(), match["short"] or "")
            if len(parts) > 1 or parts[0] != name.rstrip():
                for part in parts:
                    start = text.index(part, start)
                    stop = start + len(part)
                    if (other := self.kinds.kind(part)) and len(part.split()) > 2:
                        if part.split()[-1].lower() in self.kinds.gathering and self._gathers(text, start, end):
                            other = self.kinds.heads["conference"]
                        place = match.span("short") if match["acronym"] and part is parts[-1] else None
                        yield NameSpan(start, end if place else stop, start, stop, other, place)
                    start = stop
                continue
            words = name.split()
            short = match["short"] if match["short"] and end == match.end() else ""
            kind = self.kinds.kind(name) if len(words) > 1 else None
            weak = len(words) < 3 and not match["acronym"] and owner is None and words[-1].lower() in self.kinds.weak
            if weak and (kind != self.kinds.heads["act"] or not text[:start].endswith(("the ", "The "))):
                kind = None
            follows = _SYSTEM.match(text, end)
            if kind is None and follows and len(words) > 1 and not match["acronym"]:
                kind = self.kinds.heads["system"]
            rule = NAMED
            if kind == self.kinds.heads["conference"] and _IS_BODY.match(text, end):
                kind = self.kinds.heads["organisation"]
            if len(words) > 1 and (kind is None or kind == self.kinds.heads["organisation"]):
                kind = self._described(text, end) or kind
            head = re.split(r"\s(?:of|for)\s", name, maxsplit=1)[0].split()[-1:]
            if head and head[0].lower() in self.kinds.gathering and self._gathers(text, start, end):
                kind = self.kinds.heads["conference"]
            dated = kind if kind in self.kinds.dated else self.kinds.kind(name)
            year = _OF_YEARS.match(text, end) if dated in self.kinds.dated and not match["acronym"] else None
            if year is not None:
                kind, last, end = dated, year.end(), year.end()
            if kind in (None, self.kinds.heads["limited"]) and short and len(words) > 1:
                kind = self.kinds.acronyms.get(short, kind)
                if kind is None and initials(name) == short:
                    kind, rule = self.kinds.heads["organisation"], SHORTENED
            if kind is None:
                continue
            counted = _ADJECTIVE if kind == self.kinds.heads["memorandum"] else _ORDINAL
            if before := counted.search(text[max(0, start - 20) : start]):
                start -= len(before[0])
            if kind == self.kinds.heads["agreement"] and words[0].isupper():
                owners = _OWNERS.search(text[max(0, start - 60) : start])
                start -= len(owners[0]) if owners else 0
            acronym = match.span("short") if short else None
            yield NameSpan(start, end, start, last, kind, acronym, rule)

    def _owner(self, text: str, start: int, last: int) -> re.Match[str] | None:
        """The mark behind the body or state whose a thing is, where the thing has a name: NIST's Rope Services."""
        for mark in islice(_POSSESSIVE.finditer(text, start, min(last, start + _LONG)), 4):
            owner = text[start : mark.start()]
            if owner.isupper() or owner in self.kinds.states or self.kinds.kind(owner) in self.kinds.bodies:
                return mark if self.kinds.kind(text[mark.end() : last]) is not None else None
        return None

    def _within(self, words: list[str]) -> str | None:
        """The kind that a word within a name says, where its head says none: Customs and Border Protection (CBP)."""
        kinds = (self.kinds.heads.get(word.lower()) for word in words if word.lower() not in self.kinds.weak)
        return next((kind for kind in kinds if kind is not None and kind == self.kinds.heads["ministry"]), None)

    def _trimmed(self, text: str, start: int, last: int, short: str) -> int:
        """Where the name begins whose initials the acronym has: "EU and European Economic Area (EEA)"."""
        starts = [start + match.start() for match in re.finditer(r"[A-Z][\w.-]*", text[start:last])]
        if len(short) > 1 and " and " in text[start:last]:
            wanted = re.sub(r"[^A-Z]", "", short)
            for at in starts:
                initials = "".join(word[0] for word in re.findall(r"[A-Z][\w.-]*", text[at:last]))
                if initials == wanted:
                    return at
        joint = text[start:last].rfind(" and ")
        if joint > 0 and not re.search(r"\b(?:of|for|on)\b", text[start : start + joint]):
            return start + joint + 5
        return start


def without_title(text: str, start: int, end: int) -> int:
    """Where a name begins behind the title of a person: Executive Director Uganda National Bureau of Standards."""
    match = _PERSON_TITLE.match(text, start, end)
    return match.end() if match else start


def initials(name: str) -> str:
    """The initials of a name's words in capitals; of "U.S." those are no part of its acronym."""
    return "".join(word[0] for word in re.findall(r"(?<![.\w])[A-Z][A-Za-z-]+(?!\.)", name) if "." not in word)
