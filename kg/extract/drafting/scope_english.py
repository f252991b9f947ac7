"""What a scheme, an agreement, a document or a meeting covers or is about, by the list behind "covers" and the like."""

from __future__ import annotations

import re

from kg.extract.drafting.scope import BEFORE, RULE, ScopeLists
from kg.extract.names.spans import GATHERED
from kg.extract.parsed import Phrase

#: Between what covers something and the verb.
_GAP = re.compile(
    r"\s*(?:\([^()]{0,60}\))?[’”\"]?(?:\s(?:of|by)\s(?:the\s)?[\w-]+(?:\s(?:[A-Z][\w-]*|of|for|and)){0,6})?"
    r"\s*,?\s*(?:(?:which|that|and|whose|scope|also|now|currently|only|mainly|initially"
    r"|already|has|have|had|been|was|were|is|are|be|being|will|would|shall|may|can|could|further|later|subsequently"
    r"|recently|formally|signed|designed|extended|expanded|broadened|widened|in \d{4})\s*,?\s*){0,7}"
)
#: Verbs behind which stands what is covered; those of `listing` list anything, those of `weak` several things.
_VERB = re.compile(
    r"\b(?:covers?|covering|covered|encompass(?:es|ed|ing)?|extends? to"
    r"|(?:extended|expanded|broadened|widened)(?: to(?: (?:include|cover))?)?|to (?:include|cover)|appl(?:y|ies|ied) to"
    r"|applicable to|spans?|(?:focus(?:s?es|s?ed|s?ing)?|cent(?:er|re)(?:s|d|ed)|concentrat(?:es?|ed|ing)) on"
    r"|concern(?:s|ed|ing)?|deal(?:s|t)? with|address(?:es|ed|ing)|(?:dedicated|devoted|relat(?:es|ed|ing)) to"
    r"|(?:mandatory|compulsory|obligatory|required|open|intended|available) for|(?P<named>for)"
    r"|rang(?:es?|ed|ing)(?= from)"
    r"|(?P<weak>target(?:s|ed|ing)?|tackl(?:es|ed|ing)|look(?:s|ed|ing) (?:at|into)"
    r"|(?:check|test|inspect|survey|review|examin|sampl|assess)(?:es|s|ed))"
    r"|(?P<listing>includ(?:es?|ed|ing)|compris(?:es?|ed|ing)))\b(?! by\b)"
)
#: The fields of something, in a sentence that names it.
_FIELDS = re.compile(
    r"\bin (?:the )?(?:areas?|fields?|domains?|sectors?|spheres?) (?:of|such as|including|like) "
    r"|\b(?P<several>(?:co-?operat(?:e|ion)|collaborat(?:e|ion)|work together|exchanges?) (?:in|on) )"
    r"|\b(?P<talk>discuss(?:es|ed) (?!includ|were|was|are|at|in|by|with)"
    r"|(?:exchanged|shared|presented|gave) (?:views|experiences?|information|updates?|presentations?) on "
    r"|(?:[Ss]essions?|[Pp]resentations?|[Tt]alks|[Dd]iscussions|[Ll]ectures|[Tt]raining)"
    r"(?: were (?:held|given|offered))? (?:on|about) )"
)
#: What a list says that its things are: the products checked were, five product groups were selected for it:
_GOODS = (
    r"(?:products?|goods|items|articles|appliances|scope|coverage|activities|(?:(?:product|goods|industry|business|technical|key|priority|main|target|focus)\s)?"
    r"(?:categories|groups|types|families|areas|fields|sectors|topics|themes|subjects|domains|disciplines|priorities))"
)
_DONE = (
    r"(?:covered|checked|tested|inspected|sampled|examined|targeted|selected|chosen|surveyed|monitored|concerned|included|addressed|discussed"
    r"|regulated|reviewed|assessed|controlled|listed|in (?:question|scope|focus))"
)
_KINDS = re.compile(
    rf"\b(?i:{_GOODS})(?P<done>\s(?:(?:that|which)\s)?(?:(?:were|are|was|is|to be|being|will be|have been)\s)?{_DONE})?"
    r"(?P<by>\s(?:for|in|by|under|during|of|at)\s[^.:;,\n]{2,60}?)?"
    r"(?:,?\s(?:namely|including|such as|in particular)\b|,?\sranging(?= from)|\s?:"
    r"|\s(?:include[sd]?|comprise[sd]?|will include|ranged?)\b"
    r"|\s(?P<be>were|are|will be)\b(?!\s(?:not|no|to|being|now|also)\b)|(?P<line>(?=\s*\Z)))"
)
#: Behind a comma, of the last thing that was named: a workshop in May, covering ropes and nets
_LOOSE = re.compile(r",\s(?:covering|spanning|focus(?:s?ing) on|targeting|addressing|dealing with|(?=ranging from))")
#: In front of who was evaluated, and between whom and "the evaluation".
_OF_BODY = re.compile(r"\s(?:of|at|on|into)\s(?:the\s)?\Z")
_UNDERWENT = re.compile(
    r"\s(?:has\s|have\s|had\s)?(?:\w+ly\s)?(?:undergone|underwent|undergoes|passed|completed)\s(?:the|an?|its|this)?\s?(?:[\w-]+\s){0,2}\Z"
)
#: The scope of something named before.
_SCOPE_OF = re.compile(
    r"\b(?:areas?|fields?|scope|sectors?|topics?|themes?)\b(?: of (?:the )?[\w-]+){0,2}"
    r"(?: (?:covered|agreed))?(?: by the \w+)?"
    r" (?:include|includes|included|are|is|cover|covers|covered|comprise|comprises)\b(?= |:)(?! (?:not|to|being|now)\b)"
)
#: Behind what is covered: by which.
_COVERED_BY = re.compile(
    r"\s(?:(?P<verb>was|were|(?:has|have)\s(?:also\s|now\s|since\s)?been|is|are|be)\s(?:\w+ly\s|also\s|now\s|further\s)?"
    r"|(?<=goods\s)|(?<=products\s))"
    r"(?:added to|included in|covered by|brought (?:into|under|within)|placed under|(?:made )?subject to)\s(?:the\s)?"
    r"(?:(?:scope|coverage)\sof\s)?(?:the\s)?\Z"
)
#: Behind a list, that it goes on with one that was begun: are in the list too
_ON_LIST = re.compile(
    r"\s(?:is|are|was|were|(?:has|have)\s(?:also\s)?been|will\sbe)\s(?:also\s|now\s|further\s|newly\s)?(?:added\sto|included\sin|part\sof|among|on|in)\s"
    r"(?:the|this|its)\s(?:[a-z-]+\s)?(?:list|catalogue|schedule)\b(?!\sof\s(?!products|goods))"
)
#: In front of such words, that a list comes before them: ropes, nets and other goods that are
_OTHERS = re.compile(r",?\s(?:and|or)\s(?:all\s)?other\s(?:[\w-]+\s){0,3}[\w-]+(?:,?\s(?:that|which))?\Z")
_LEADING = re.compile(
    r"\A\s*(?:(?:In|On|From|Since|As of)\s[^,]{2,40},\s)?"
    r"(?:(?:Included in|Among)\s[^.,;]{2,60}?\s(?:were|are|was)\s"
    r"|(?:These|They|The\s[^.,;]{2,40}?)\s(?:include[sd]?|were|are)\s)?"
)
_DEMONSTRATIVE = re.compile(
    r"(?:\A|[.;]\s)\s*(?:(?:It|They)\b|(?:The|This|These|Its)\s(?:[\w-]+\s){0,3}?(?P<head>[A-Za-z]+)\b)", re.MULTILINE
)
_SHORT = re.compile(
    r"\b(?P<name>(?:(?!The\s)[A-Z][A-Za-z]{1,12}\s){1,4}(?:MRA|MLA|MOU|MoU))"
    r"(?:\s(?:scope|has|been|was|is|now|also|further|extended|expanded|in \d{4}))*\Z"
)
#: Behind an agreement, or within its name: what it is on.
_ON = re.compile(r"\s(?:and\s[a-z]{3,}s\s)?(?:on|concerning|regarding)\s(?:the\s)?")
_FOR = re.compile(r"\sfor\s(?:the\s)?")
#: extended the scope of its scheme to
_EXTENDS = re.compile(
    r"\b(?:extend|expand|broaden|widen|appl)(?:s|ed|ing|ies|ied)?\s(?:the\s(?:scope|coverage)\sof\s)?(?:its|their|the|this)?\s?(?:the\s)?\Z"
)
_TO = re.compile(r"\sto(?:\s(?:include|cover))?\s(?:the\s)?")
#: brought ropes and nets under its scheme
_BROUGHT = re.compile(
    r"\b(?:brought|brings?|bringing|placed|included|added)\s(?P<what>[^.;:]{3,120}?)\s(?:under|within|into|in|to)\s(?:the\s|its\s|their\s)?"
    r"(?:(?:scope|coverage)\sof\s(?:the\s|its\s)?)?\Z"
)
_BACK = re.compile(r"\b[Tt](?:he|his)\s(?P<head>[A-Za-z]+)\s*\Z")
_CATALOGUE = re.compile(
    r"\b(?:[Cc]atalogue|[Cc]atalog|[Dd]irectory|[Ll]ist|[Ss]chedule)\sof\s(?:products|goods)\s(?:subject\sto|requiring|under|for)\s"
    r"(?:mandatory|compulsory)\s(?:[a-z]+\s)?(?:certification|registration|approval|inspection)\b"
)
#: The most characters between a body and the evaluation that it underwent.
_NEAR = 90


class EnglishScope:
    """States what English sentences say of coverage."""

    def __init__(self, lists: ScopeLists) -> None:
        self.lists = lists
        self.section = lists.section
        self.text = lists.text
        self.rows = lists.rows
        self.subjects = lists.subjects

    def state(self, low: int, high: int) -> None:
        """State what an English sentence tells."""
        done = low
        for match in _VERB.finditer(self.text, low, high):
            if match.start() < done:
                continue
            subject = self.lists.before(low, match.start(), _GAP) or self.meant(low, match.start())
            if subject is not None and (not match["listing"] or self.lists.is_a(subject, "listing")):
                done = (
                    self.lists.listed(subject, match.end(), high, 2 if match["weak"] or match["named"] else 1) or done
                )
        for match in _LOOSE.finditer(self.text, low, high):
            inside = [one for one in self.subjects if low <= self.lists.at(one.first) < match.start()]
            if match.start() >= done and inside:
                done = self.lists.listed(inside[-1], match.end(), high, 2) or done
        for match in _FIELDS.finditer(self.text, low, high):
            inside = [one for one in self.subjects if low <= self.lists.at(one.first) < match.start()]
            talk = match["talk"] is not None
            wanted = [one for one in self.subjects if match.start() - BEFORE < self.lists.at(one.first) < match.start()]
            wanted = [
                one
                for one in wanted
                if (one.kind == self.rows["meeting"] if talk else self.lists.is_a(one, "agreements"))
            ]
            about = (inside if not talk else []) or wanted
            if match.start() >= done and about and (talk or self.lists.is_a(about[-1], "listing")):
                least = 2 if talk or match["several"] or not inside else 1
                done = self.lists.listed(about[-1], match.end(), high, least) or done
        for match in _KINDS.finditer(self.text, low, high):
            told = match["done"] or match["by"] or not (match["be"] or match["line"])
            subject = self.lists.nearest(low, match.end() if match["by"] else match.start())
            if match.start() >= done and told and subject is not None:
                done = self.lists.listed(subject, match.end() - match[0].endswith(":"), high, 2) or done
        for match in _SCOPE_OF.finditer(self.text, low, high):
            near = [one for one in self.subjects if match.start() - BEFORE < self.lists.at(one.first) < match.end()]
            if match.start() >= done and near:
                self.lists.listed(near[-1], match.end(), high)
        on_list = _ON_LIST.search(self.text, low, high)
        subject = self.lists.nearest(low, low) if on_list is not None else None
        if on_list is not None and subject is not None and self.lists.is_a(subject, "listing"):
            self.lists.listed(subject, low, on_list.start())
        for match in _CATALOGUE.finditer(self.text, low, high):
            one = Phrase(self.rows["catalogue"], *self.lists.tokens(*match.span()), RULE, 0.6)
            self.behind(one, low, match.start())
        for one in self.subjects:
            start = self.lists.at(one.first)
            if low <= start < high:
                self.told_by(one, high)
                self.behind(one, low, start)

    def told_by(self, one: Phrase, high: int) -> None:
        """State what the words behind a thing say that it is on."""
        start, end = self.lists.at(one.first), self.lists.at(one.last)
        on = _ON.search(self.text, start, end) or _ON.match(self.text, self.lists.end(one), high)
        if on is None and one.kind == self.rows["arrangement"]:
            on = _FOR.search(self.text, start, end) or _FOR.match(self.text, self.lists.end(one), high)
        if self.lists.is_a(one, "listing") and _EXTENDS.search(self.text, max(0, start - _NEAR), start):
            to = _TO.match(self.text, self.lists.end(one), high)
            on = to or on
        if on is not None:
            self.lists.listed(one, on.end(), high, 1 if one.kind == self.rows["arrangement"] else 2)
        head = self.section.words(one).casefold()
        reviews = (
            one.rule == GATHERED and one.kind == self.rows["review"] and head.endswith(tuple(self.rows["reviews"]))
        )
        bodies = self.section.phrases if reviews else ()
        for body in bodies:
            at = self.lists.at(body.first)
            article = re.match(r"the\s", self.section.parsed.tokens[body.first], re.IGNORECASE)
            between = f" {self.text[self.lists.end(one) : at].lstrip()}{article[0] if article else ''}"
            of = end <= at + 1 <= end + 8 and _OF_BODY.fullmatch(between)
            passed = 0 < start - self.lists.end(body) < _NEAR and _UNDERWENT.fullmatch(
                self.text, self.lists.end(body), start
            )
            if (of or passed) and self.section.is_agent(body):
                self.lists.concerned(one, body)

    def behind(self, one: Phrase, low: int, start: int) -> None:
        """State what stands in front of a thing by which it is covered: ropes were added to the scope of the scheme."""
        article = "the " if self.text[start : start + 4].lower() == "the " else ""
        by = _COVERED_BY.search(self.text[low:start] + article) if low < start else None
        if by is None:
            brought = _BROUGHT.search(self.text[low:start] + article) if low < start else None
            if brought is not None and self.lists.is_a(one, "listing"):
                self.lists.listed(one, low + brought.start("what"), low + brought.end("what"))
            return
        lead = _LEADING.match(self.text[low : low + by.start()])
        others = _OTHERS.search(self.text, low, low + by.start())
        if by["verb"] or others:
            self.lists.listed(one, low + (lead.end() if lead else 0), others.start() if others else low + by.start())

    def meant(self, low: int, place: int) -> Phrase | None:
        """What "it" or "the survey" in front of a verb means."""
        ahead = self.text[low:place].rstrip()
        if arrangement := _SHORT.search(ahead):
            return Phrase(
                self.rows["arrangement"], *self.lists.tokens(low + arrangement.start("name"), place), RULE, 0.7
            )
        match = _BACK.search(ahead) or _DEMONSTRATIVE.fullmatch(ahead.lstrip())
        return self.lists.named_before(low, match["head"]) if match is not None else None
