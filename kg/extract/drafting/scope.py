"""What an arrangement, a scheme, a document or a meeting covers or is about, by the list behind "covers" and the like.

Codes, schemes and standards that are known come first. What no code list has is drafted as a code of its own, a
proposal, but only as a value of the statement that names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from typing import Any

from kg.extract.drafting import listed
from kg.extract.drafting.records import DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short, slug
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.names.spans import GATHERED
from kg.extract.parsed import Phrase
from kg.text.han import simplified

RULE = "scope"
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
#: The lines of a list below "covers:".
_BULLETS = re.compile(r"(?:\s*\n\s*(?:[•·▪*–-]|\(?[a-z\d]{1,2}[.)]\s)\s*[^\n]{2,80})+")
#: The scope of something named before.
_SCOPE_OF = re.compile(
    r"\b(?:areas?|fields?|scope|sectors?|topics?|themes?)\b(?: of (?:the )?[\w-]+){0,2}"
    r"(?: (?:covered|agreed))?(?: by the \w+)?"
    r" (?:include|includes|included|are|is|cover|covers|covered|comprise|comprises)\b(?= |:)(?! (?:not|to|being|now)\b)"
)
#: Behind what is covered: by which.
_COVERED_BY = re.compile(
    r"\s(?:(?P<verb>was|were|has been|have been|is|are|be)\s(?:\w+ly\s|also\s|now\s|further\s)?"
    r"|(?<=goods\s)|(?<=products\s))"
    r"(?:added to|included in|covered by|brought (?:into|under|within)|placed under|(?:made )?subject to)\s(?:the\s)?"
    r"(?:(?:scope|coverage)\sof\s)?(?:the\s)?\Z"
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
_ON = re.compile(r"\s(?:on|concerning|regarding)\s(?:the\s)?")
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

_GAP_ZH = re.compile(
    r"[》」”’】]?(?:[（(][^（）()]{0,30}[）)])?(?:的?(?:认证|适用|服务|业务|合作|签署|主要|产品|认可)?(?:范围|领域|内容|对象|目录)|所|已|也|还|主要|共|将|进一步|目前|现|[,，]){0,4}"
)
_VERB_ZH = re.compile(
    r"(?:涵盖|覆盖|涉及|囊括|适用于|聚焦于?|(?:扩展|扩大|拓展|延伸|扩)(?:至|到)|(?P<listing>包括|包含))(?:了|到|至)?"
)
_INTO_ZH = re.compile(
    r"(?:(?:将|把|对)(?P<what>[^。；;将把对]{2,90}?)(?:新?纳入|列入|依法实施|实施|实行)"
    r"|(?<=[,，。；：:\n])(?P<these>[^。；;，,将把对]{2,60}?)(?:已|也|均|都|全部|正式|新)*被?(?:纳入|列入))(?:了|到|其)?"
)
_FIELDS_ZH = re.compile(
    r"(?:在|就|围绕|聚焦|针对)(?P<what>[^。；;，,在就围绕]{2,80}?)(?:等)?(?:[多若几各]?(?:\d+|[一二三四五六七八九十]+)?个?(?:重点)?(?:领域|方面|议题|事项|主题)|(?=开展|进行|加强|深化|展开))"
    r"(?:进一步|的|全面|共同|广泛)*(?:开展|进行|加强|深化|推进|签署|签订|达成|展开|合作|交流|讨论|研讨)"
)
_SCOPE_OF_ZH = re.compile(
    r"(?:合作|认可|互认|认证|适用|(?P<goods>产品|商品|检查|抽查|检测|监测|抽检|检验|试点|整治|监管|涉及|申请|受检))(?:的?(?:重点|主要|产品|商品)){0,2}"
    r"的?(?:领域|范围|内容|类型|类别|种类|品种|对象|项目|产品|商品)(?:将|主要|共|已|现)?(?:包括|涵盖|涉及|覆盖|包含|有|为)了?"
)
#: A list with how many kinds it has: 重点检查甲、乙等3类产品
_KINDS_ZH = re.compile(
    r"(?:推动|聚焦|重点(?:推动|检查|抽查|整治|关注|监管|发展)?|针对|选定|选取|选择|确定|围绕|抽查|检查|抽检|监测|整治|涵盖|覆盖|涉及|将|把|对|在|就)(?:了|包括)?"
    r"(?P<what>[^。；;，,\n]{3,90}?)等?(?:共|这|的)?(?:\d+|[一二三四五六七八九十两]+|多|几|若干)(?:个|类|种|大|项|款|方面)(?:重点|主要|大类|不同)?"
    r"(?:行业|领域|产品|商品|项目|品种|类别|方面|议题|主题)"
)
#: Behind a comma, of what was named before it: 《计划》5月启动,涵盖甲、乙
_LOOSE_ZH = re.compile(r"[,，](?:内容|范围|主要|重点|其中|将|共|分别|并)*\Z")
_REVIEWED_ZH = re.compile(
    r"(?:对|接受(?:了)?)(?P<body>[^。；;，,]{3,40}?)(?:的|进行了?|开展了?|实施了?)+(?:[^。；;，,]{0,6}?)(?P<name>(?:国际)?同行(?:评审|评估|评议)|(?:现场|监督)评审)"
)
_THEME_ZH = re.compile(r"(?:主题(?:为|是)|以)(?P<what>[\u4e00-\u9fff、]{3,24})(?=为主题|[，,。])")
_BACK_ZH = re.compile(
    r"(?:(?:有关|该|本|上述|此)?(?P<head>协议|协定|安排|备忘录|平台|制度|目录)"
    r"|(?:该|本次?|上述|这次?|此次?|其)(?:项|份|个)?[\u4e00-\u9fff]{0,6}?(?P<other>认证|报告|公告|通知|办法|规定|指南|意见|计划|项目|行动|会议|论坛|研讨会|培训班|大会|活动|抽查|检查|方案))"
    r"(?:将|主要|重点|共|还|的(?:范围|内容))*\Z"
)
#: The list of what must be certified, by its name.
_CATALOGUE_ZH = re.compile(r"(?:(?:CCC|3C)(?:认证)?|强制性(?:产品)?认证)(?:产品)?目录")
_CATALOGUE = re.compile(
    r"\b(?:[Cc]atalogue|[Cc]atalog|[Dd]irectory|[Ll]ist|[Ss]chedule)\sof\s(?:products|goods)\s(?:subject\sto|requiring|under|for)\s"
    r"(?:mandatory|compulsory)\s(?:[a-z]+\s)?(?:certification|registration|approval|inspection)\b"
)
#: The most characters between a body and the evaluation that it underwent.
_NEAR = 90
#: So far back may stand what "the agreement" means.
_BEFORE = 700


class ScopeLists:
    """States what the things of one section cover or concern, sentence by sentence."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.rows: Mapping[str, Any] = section.tables["scope"]
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        #: where the phrases of the section begin
        self.begins = [self.at(one.first) for one in section.phrases]
        self.subjects = [one for one in section.phrases if self.is_a(one, "subjects")]

    def state(self) -> None:
        """State every coverage that the sentences tell."""
        starts = [*self.section.sentence_starts, self.section.last_token]
        for first, last in pairwise(starts):
            low, high = self.section.parsed.offsets[first], self.section.parsed.offsets[last]
            if HAN.search(self.text, low, high):
                self.chinese(low, high)
            if re.search("[a-z]{3}", self.text[low:high]):
                self.english(low, high)

    def english(self, low: int, high: int) -> None:
        """State what an English sentence tells."""
        done = low
        for match in _VERB.finditer(self.text, low, high):
            if match.start() < done:
                continue
            subject = self.before(low, match.start(), _GAP) or self.meant(low, match.start())
            if subject is not None and (not match["listing"] or self.is_a(subject, "listing")):
                done = self.listed(subject, match.end(), high, 2 if match["weak"] or match["named"] else 1) or done
        for match in _LOOSE.finditer(self.text, low, high):
            inside = [one for one in self.subjects if low <= self.at(one.first) < match.start()]
            if match.start() >= done and inside:
                done = self.listed(inside[-1], match.end(), high, 2) or done
        for match in _FIELDS.finditer(self.text, low, high):
            inside = [one for one in self.subjects if low <= self.at(one.first) < match.start()]
            talk = match["talk"] is not None
            wanted = [one for one in self.subjects if match.start() - _BEFORE < self.at(one.first) < match.start()]
            wanted = [
                one for one in wanted if (one.kind == self.rows["meeting"] if talk else self.is_a(one, "agreements"))
            ]
            about = (inside if not talk else []) or wanted
            if match.start() >= done and about and (talk or self.is_a(about[-1], "listing")):
                least = 2 if talk or match["several"] or not inside else 1
                done = self.listed(about[-1], match.end(), high, least) or done
        for match in _KINDS.finditer(self.text, low, high):
            told = match["done"] or match["by"] or not (match["be"] or match["line"])
            subject = self.nearest(low, match.end() if match["by"] else match.start())
            if match.start() >= done and told and subject is not None:
                done = self.listed(subject, match.end() - match[0].endswith(":"), high, 2) or done
        for match in _SCOPE_OF.finditer(self.text, low, high):
            near = [one for one in self.subjects if match.start() - _BEFORE < self.at(one.first) < match.end()]
            if match.start() >= done and near:
                self.listed(near[-1], match.end(), high)
        for match in _CATALOGUE.finditer(self.text, low, high):
            one = Phrase(self.rows["catalogue"], *self.tokens(*match.span()), RULE, 0.6)
            self.behind(one, low, match.start())
        for one in self.subjects:
            start = self.at(one.first)
            if low <= start < high:
                self.told_by(one, high)
                self.behind(one, low, start)

    def told_by(self, one: Phrase, high: int) -> None:
        """State what the words behind a thing say that it is on."""
        start, end = self.at(one.first), self.at(one.last)
        on = _ON.search(self.text, start, end) or _ON.match(self.text, self.end(one), high)
        if on is None and one.kind == self.rows["arrangement"]:
            on = _FOR.search(self.text, start, end) or _FOR.match(self.text, self.end(one), high)
        if self.is_a(one, "listing") and _EXTENDS.search(self.text, max(0, start - _NEAR), start):
            to = _TO.match(self.text, self.end(one), high)
            on = to or on
        if on is not None:
            self.listed(one, on.end(), high, 1 if one.kind == self.rows["arrangement"] else 2)
        head = self.section.words(one).casefold()
        reviews = (
            one.rule == GATHERED and one.kind == self.rows["review"] and head.endswith(tuple(self.rows["reviews"]))
        )
        bodies = self.section.phrases if reviews else ()
        for body in bodies:
            at = self.at(body.first)
            article = re.match(r"the\s", self.section.parsed.tokens[body.first], re.IGNORECASE)
            between = f" {self.text[self.end(one) : at].lstrip()}{article[0] if article else ''}"
            of = end <= at + 1 <= end + 8 and _OF_BODY.fullmatch(between)
            passed = 0 < start - self.end(body) < _NEAR and _UNDERWENT.fullmatch(self.text, self.end(body), start)
            if (of or passed) and self.section.is_agent(body):
                self.concerned(one, body)

    def concerned(self, one: Phrase, body: Phrase) -> None:
        """State that an evaluation is of a body."""
        made = one.rule == RULE
        keys = [self.things.defined(self.section.words(one), one)] if made else self.things.entity(one)
        record = self.section.record(keys[0]) if keys else None
        for value in self.things.entity(body)[:1] if record is not None else ():
            if record is not None:
                words = short(self.section.words(body))
                self.section.say(record, self.rows["properties"][1], value, RULE, 0.6, words)

    def behind(self, one: Phrase, low: int, start: int) -> None:
        """State what stands in front of a thing by which it is covered: ropes were added to the scope of the scheme."""
        article = "the " if self.text[start : start + 4].lower() == "the " else ""
        by = _COVERED_BY.search(self.text[low:start] + article) if low < start else None
        if by is None:
            brought = _BROUGHT.search(self.text[low:start] + article) if low < start else None
            if brought is not None and self.is_a(one, "listing"):
                self.listed(one, low + brought.start("what"), low + brought.end("what"))
            return
        lead = _LEADING.match(self.text[low : low + by.start()])
        others = _OTHERS.search(self.text, low, low + by.start())
        if by["verb"] or others:
            self.listed(one, low + (lead.end() if lead else 0), others.start() if others else low + by.start())

    def nearest(self, low: int, place: int) -> Phrase | None:
        """What a list is of that does not say it: the last thing named in its sentence, or else before it."""
        near = [one for one in self.subjects if low - _BEFORE < self.at(one.first) < place]
        inside = [one for one in near if low <= self.at(one.first)]
        run = [one for one in near if self.is_a(one, "listing") or self.is_a(one, "run")]
        return next(reversed(inside or run or near), None)

    def chinese(self, low: int, high: int) -> None:
        """State what a Chinese sentence tells."""
        done = low
        for match in _VERB_ZH.finditer(self.plain, low, high):
            subject = self.before(low, match.start(), _GAP_ZH) or self.meant_chinese(low, match.start())
            if subject is not None and (not match["listing"] or self.is_a(subject, "listing")):
                done = self.listed(subject, match.end(), high) or done
            elif subject is None and not match["listing"] and _LOOSE_ZH.search(self.plain, low, match.start()):
                inside = [one for one in self.subjects if low <= self.at(one.first) < match.start()]
                done = (self.listed(inside[-1], match.end(), high, 2) if inside else 0) or done
        for match in _INTO_ZH.finditer(self.plain, low, high):
            after = [one for one in self.subjects if 0 <= self.at(one.first) - match.end() <= 8]
            put = match.span("what" if match["what"] else "these")
            if after and self.is_a(after[0], "listing"):
                done = self.listed(after[0], *put) or done
            for one in self.catalogues(match.end(), high):
                done = self.listed(one, *put) or done
        for match in _SCOPE_OF_ZH.finditer(self.plain, low, high):
            near = [one for one in self.subjects if match.start() - _BEFORE < self.at(one.first) < match.start()]
            wanted = [one for one in near if self.is_a(one, "listing") or (match["goods"] and self.is_a(one, "run"))]
            if wanted and match.start() >= done:
                done = self.listed(wanted[-1], match.end(), high) or done
        for match in _FIELDS_ZH.finditer(self.plain, low, high):
            inside = [one for one in self.subjects if low <= self.at(one.first) < high]
            inside = [one for one in inside if one.kind == self.rows["meeting"] or self.is_a(one, "listing")]
            if inside and match.start() >= done:
                done = self.listed(inside[-1], *match.span("what")) or done
        for match in _KINDS_ZH.finditer(self.plain, low, high):
            behind = [one for one in self.subjects if match.end() <= self.at(one.first) < high]
            subject = self.nearest(low, match.start()) or next(iter(behind), None)
            if match.start() >= done and subject is not None:
                done = self.listed(subject, *match.span("what"), 2) or done
        for match in _REVIEWED_ZH.finditer(self.plain, low, high):
            bodies = [
                one for one in self.section.phrases if match.start("body") <= self.at(one.first) < match.end("body")
            ]
            one = Phrase(self.rows["review"], *self.tokens(*match.span("name")), RULE, 0.6)
            for body in bodies[-1:] if bodies and self.section.is_agent(bodies[-1]) else ():
                self.concerned(one, body)
        for match in _THEME_ZH.finditer(self.plain, low, high):
            inside = [
                one for one in self.subjects if low <= self.at(one.first) < high and one.kind == self.rows["meeting"]
            ]
            if inside:
                self.listed(inside[-1], *match.span("what"))

    def catalogues(self, low: int, high: int) -> Iterator[Phrase]:
        """The list of certified products that a sentence names behind what was put into it."""
        for match in islice(_CATALOGUE_ZH.finditer(self.plain, low, high), 1):
            yield Phrase(self.rows["catalogue"], *self.tokens(*match.span()), RULE, 0.7)

    def before(self, low: int, place: int, gap: re.Pattern[str]) -> Phrase | None:
        """What a verb is said of: the thing named right before it in its sentence."""
        ahead = [one for one in self.subjects if low <= self.at(one.first) < place and self.end(one) <= place]
        if ahead and gap.fullmatch(self.plain, self.end(ahead[-1]), place):
            return ahead[-1]
        return None

    def meant(self, low: int, place: int) -> Phrase | None:
        """What "it" or "the survey" in front of a verb means."""
        ahead = self.text[low:place].rstrip()
        if arrangement := _SHORT.search(ahead):
            return Phrase(self.rows["arrangement"], *self.tokens(low + arrangement.start("name"), place), RULE, 0.7)
        match = _BACK.search(ahead) or _DEMONSTRATIVE.fullmatch(ahead.lstrip())
        return self.named_before(low, match["head"]) if match is not None else None

    def meant_chinese(self, low: int, place: int) -> Phrase | None:
        """What 有关协议 in front of a verb means."""
        match = _BACK_ZH.search(self.plain, max(low, place - 16), place)
        return self.named_before(low, match["head"] or match["other"]) if match is not None else None

    def named_before(self, low: int, head: str | None) -> Phrase | None:
        """The last thing before a place that a common noun may mean."""
        kinds = [kind for kind, heads in self.rows["heads"].items() if head and head.lower() in heads]
        if head and not kinds:
            return None
        near = [one for one in self.subjects if low - _BEFORE < self.at(one.first) < low]
        near = [
            one for one in near if not kinds or one.kind in kinds or self.section.memory.above[one.kind] & set(kinds)
        ]
        return near[-1] if near else None

    def listed(self, subject: Phrase, start: int, end: int, least: int = 1) -> int:
        """State the items of the list between two places of the text; the end of the last, or 0 if there is none.

        Of fewer than `least` only those are stated that are known or have names.
        """
        last = 0
        if self.text[start:end].rstrip().endswith((":", "：")) or not self.text[start:end].strip():
            below = _BULLETS.match(self.text, start + len(self.text[start:end].rstrip()))
            end = below.end() if below else end
        items = listed.items(self.plain[start:end], self.rows)
        if not items:
            return last
        if subject.rule == RULE:
            name = re.sub(r"\A(?:the|an?)\s", "", self.section.words(subject), flags=re.IGNORECASE)
            keys = [self.things.defined(name, subject)]
        else:
            keys = self.things.entity(subject)
        record = self.section.record(keys[0]) if keys else None
        kind = (record.type or self.section.memory.classes.get(record.key, "")) if record is not None else ""
        for item in items if record is not None and kind else ():
            low, high = start + item.low, start + item.high
            written = self.text[low:high] + item.name[item.high - item.low :]
            said = self.value(item.name, kind, low, high, written if len(items) >= least else "")
            if said is not None and record is not None:
                name, value, sure = said
                self.section.say(record, name, value, RULE, sure, short(self.text[low:high]))
                last = high
        return last

    def value(self, item: str, kind: str, low: int, high: int, written: str) -> tuple[str, str, float] | None:
        """Property, value and confidence for an item that a thing of a class covers; None for what is none. `written`:
        the name of a code that may be proposed for it."""
        memory = self.section.memory
        known = memory.cascade.named(item)
        code = memory.vocabulary.open_names.get(slug(item)) if known is None else None
        if code is not None:
            return self.fitting(kind, f"{code.list}/{code.key}", 0.6)
        if known is not None:
            value = f"{known.kind[5:]}/{known.key}" if known.kind.startswith("code.") else known.key
            if not known.kind.startswith("code."):
                if not self.named_kind(known.kind):
                    return None
                memory.remember(memory.classes, known.key, known.kind)
            return self.fitting(kind, value, 0.7)
        around = bisect_right(self.begins, low)
        for one in self.section.phrases[max(0, around - 1) : around]:
            if high <= self.end(one) + 1 and one.kind != "Label":
                keys = self.things.entity(one) if self.named_kind(one.kind) else []
                if keys or one.kind in memory.vocabulary.classes:
                    return self.fitting(kind, keys[0], 0.65) if keys else None
        if listed.is_standard(item):
            phrase = Phrase(self.rows["standard"], *self.tokens(low, high), RULE, 0.7)
            return self.fitting(kind, self.things.defined(item, phrase), 0.7)
        met = memory.names.get(item.casefold())
        if met is not None and self.named_kind(met[1]) and not met[1].startswith("code."):
            return self.fitting(kind, met[0], 0.65)
        begins = not self.text[:low].rstrip(" ") or self.text[:low].rstrip(" ")[-1] in ".\n\x1e•·▪*–-"
        name = re.search(r"[A-Z][a-z]+ [A-Z]" if begins else r"[A-Z][a-z]+ [A-Z]|^[A-Z][a-z]+$", item)
        if not written or (name and not listed.code_list(item.lower(), self.rows, "")):
            return None  # a name of something else
        return self.proposed(written, kind, low, high)

    def proposed(self, item: str, kind: str, low: int, high: int) -> tuple[str, str, float] | None:
        """A code of the record's own for an item that no code list has."""
        memory = self.section.memory
        covers, concerns = self.rows["properties"]
        can_cover = memory.vocabulary.properties[covers].domain and memory.allowed(kind, covers, "sector/")
        scheme = not {kind, *memory.above.get(kind, ())}.isdisjoint(self.rows["default"])
        in_list = listed.code_list(simplified(item), self.rows, "product-category" if scheme else "topic")
        name = covers if can_cover and in_list != "topic" else concerns
        in_list = in_list if name == covers else "topic"  # what something is about
        before = memory.names.get(simplified(item).casefold())
        key = before[0] if before is not None and before[0] in memory.lists else ""
        if not key:
            first, last = self.tokens(low, high)
            key = self.things.defined(item, Phrase(self.rows["code"], first, last, RULE, 0.5))
            if key not in self.section.records or memory.classes.get(key) != self.rows["code"]:
                return None
            memory.remember(memory.lists, key, in_list)
            record = self.section.records[key]
            if in_list not in self.rows["implied"]:
                record.statements.insert(0, DraftValue(self.rows["list"], [in_list], RULE, 0.4, ""))
            record.reviews.append("a new code; keep it, or name one of the list")
        return name, key, 0.55

    def fitting(self, kind: str, value: str, sure: float) -> tuple[str, str, float] | None:
        """The property by which a thing of a class may be tied to a value."""
        names = (name for name in self.rows["properties"] if self.section.memory.allowed(kind, name, value))
        name = next(names, None)
        return (name, value, sure) if name is not None else None

    def named_kind(self, kind: str) -> bool:
        """Whether things of a kind are covered under their own names."""
        above = self.section.memory.above.get(kind, frozenset())
        return kind.startswith("code.") or kind in self.rows["objects"] or not above.isdisjoint(self.rows["objects"])

    def is_a(self, one: Phrase, row: str) -> bool:
        """Whether a phrase names a thing of one of the kinds of a row, or of one below."""
        above = self.section.memory.above.get(one.kind, frozenset())
        return one.kind in self.rows[row] or not above.isdisjoint(self.rows[row])

    def tokens(self, low: int, high: int) -> Span:
        """The tokens of some characters: the first, and one past the last."""
        offsets = self.section.parsed.offsets
        return bisect_right(offsets, low) - 1, bisect_left(offsets, high)

    def end(self, one: Phrase) -> int:
        """Where a phrase ends, without the white space behind."""
        return self.at(one.first) + len(self.section.words(one))

    def at(self, token: int) -> int:
        """Where a token begins."""
        return self.section.parsed.offsets[token]
