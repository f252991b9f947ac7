"""What an arrangement, a scheme, a document or a meeting covers or is about, by the list behind "covers" and the like.

Codes, schemes and standards that are known come first. What no code list has is drafted as a code of its own, a
proposal, but only as a value of the statement that names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from kg.extract.drafting import listed
from kg.extract.drafting.records import DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short, slug
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.parsed import Phrase
from kg.text.han import simplified

RULE = "scope"
#: Between what covers something and the verb.
_GAP = re.compile(
    r"\s*(?:\([^()]{0,60}\))?[’”\"]?\s*,?\s*(?:(?:which|that|and|whose|scope|also|now|currently|only|mainly|initially"
    r"|already|has|have|had|been|was|were|is|are|be|being|will|would|shall|may|can|could|further|later|subsequently"
    r"|recently|formally|signed|designed|extended|expanded|broadened|widened|in \d{4})\s*,?\s*){0,7}"
)
#: Verbs behind which stands what is covered; those of `_LISTING` list anything.
_VERB = re.compile(
    r"\b(?:covers?|covering|covered|encompass(?:es|ed|ing)?|extends? to"
    r"|(?:extended|expanded|broadened|widened)(?: to(?: (?:include|cover))?)?|to (?:include|cover)|appl(?:y|ies|ied) to"
    r"|applicable to|spans?|focus(?:es|ed|ing)? on|concern(?:s|ed|ing)?|deal(?:s|t)? with|address(?:es|ed|ing)"
    r"|(?P<listing>includ(?:es?|ed|ing)|compris(?:es?|ed|ing)))\b(?! by\b)"
)
#: The fields of something, in a sentence that names it.
_FIELDS = re.compile(
    r"\bin (?:the )?(?:areas?|fields?|domains?|sectors?|spheres?) (?:of|such as|including|like) "
    r"|\b(?P<several>(?:co-?operat(?:e|ion)|collaborat(?:e|ion)|work together|exchanges?) (?:in|on) )"
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
    r"\s(?:was|were|has been|have been|is|are|be)\s(?:\w+ly\s|also\s|now\s|further\s)?"
    r"(?:added to|included in|covered by|brought (?:into|under|within)|placed under|(?:made )?subject to)\s(?:the\s)?"
    r"(?:(?:scope|coverage)\sof\s)?(?:the\s)?\Z"
)
_LEADING = re.compile(r"\A\s*(?:(?:In|On|From|Since|As of)\s[^,]{2,40},\s)?")
_DEMONSTRATIVE = re.compile(
    r"(?:\A|[.;]\s)\s*(?:(?:It|They)\b|(?:The|This|These|Its)\s(?:[\w-]+\s){0,3}?(?P<head>[A-Za-z]+)\b)", re.MULTILINE
)
_SHORT = re.compile(
    r"\b(?P<name>(?:(?!The\s)[A-Z][A-Za-z]{1,12}\s){1,4}(?:MRA|MLA|MOU|MoU))"
    r"(?:\s(?:scope|has|been|was|is|now|also|further|extended|expanded|in \d{4}))*\Z"
)
#: Behind an agreement, or within its name: what it is on.
_ON = re.compile(r"\s(?:on|concerning|regarding)\s")
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
    r"(?:合作|认可|互认|认证|适用)(?:的?(?:重点|主要))?(?:领域|范围|内容)(?:将|主要)?(?:包括|涵盖|涉及|覆盖|有|为)"
)
_THEME_ZH = re.compile(r"(?:主题(?:为|是)|以)(?P<what>[\u4e00-\u9fff、]{3,24})(?=为主题|[，,。])")
_BACK_ZH = re.compile(r"(?:有关|该|本|上述|此)?(?P<head>协议|协定|安排|备忘录|平台|制度|目录)\Z")
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
                done = self.listed(subject, match.end(), high) or done
        for match in _FIELDS.finditer(self.text, low, high):
            inside = [one for one in self.subjects if low <= self.at(one.first) < match.start()]
            if match.start() >= done and inside and self.is_a(inside[-1], "listing"):
                done = self.listed(inside[-1], match.end(), high, 2 if match["several"] else 1) or done
        for match in _SCOPE_OF.finditer(self.text, low, high):
            near = [one for one in self.subjects if match.start() - _BEFORE < self.at(one.first) < match.end()]
            if match.start() >= done and near:
                self.listed(near[-1], match.end(), high)
        for one in self.subjects:
            start = self.at(one.first)
            on = _ON.search(self.text, start, min(high, self.at(one.last) + 12)) if low <= start < high else None
            if on is not None and self.is_a(one, "agreements"):
                self.listed(one, on.end(), high, 2)
            article = "the " if self.text[start : start + 4].lower() == "the " else ""
            by = _COVERED_BY.search(self.text[low:start] + article) if low < start < high else None
            if by is not None:
                lead = _LEADING.match(self.text[low : low + by.start()])
                self.listed(one, low + (lead.end() if lead else 0), low + by.start())

    def chinese(self, low: int, high: int) -> None:
        """State what a Chinese sentence tells."""
        for match in _VERB_ZH.finditer(self.plain, low, high):
            subject = self.before(low, match.start(), _GAP_ZH) or self.meant_chinese(low, match.start())
            if subject is not None and (not match["listing"] or self.is_a(subject, "listing")):
                self.listed(subject, match.end(), high)
        for match in _INTO_ZH.finditer(self.plain, low, high):
            after = [one for one in self.subjects if 0 <= self.at(one.first) - match.end() <= 8]
            if after and self.is_a(after[0], "listing"):
                self.listed(after[0], *match.span("what" if match["what"] else "these"))
        for match in _SCOPE_OF_ZH.finditer(self.plain, low, high):
            near = [one for one in self.subjects if match.start() - _BEFORE < self.at(one.first) < match.start()]
            near = [one for one in near if self.is_a(one, "listing")]
            if near:
                self.listed(near[-1], match.end(), high)
        for match in _FIELDS_ZH.finditer(self.plain, low, high):
            inside = [one for one in self.subjects if low <= self.at(one.first) < high]
            inside = [one for one in inside if one.kind == self.rows["meeting"] or self.is_a(one, "listing")]
            if inside:
                self.listed(inside[-1], *match.span("what"))
        for match in _THEME_ZH.finditer(self.plain, low, high):
            inside = [
                one for one in self.subjects if low <= self.at(one.first) < high and one.kind == self.rows["meeting"]
            ]
            if inside:
                self.listed(inside[-1], *match.span("what"))

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
        match = _BACK_ZH.search(self.plain, max(low, place - 8), place)
        return self.named_before(low, match["head"]) if match is not None else None

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

        `least`: how many there must be.
        """
        last = 0
        if self.text[start:end].rstrip().endswith((":", "：")) or not self.text[start:end].strip():
            below = _BULLETS.match(self.text, start + len(self.text[start:end].rstrip()))
            end = below.end() if below else end
        items = listed.items(self.plain[start:end], self.rows)
        if len(items) < least:
            return last
        if subject.rule == RULE:
            keys = [self.things.defined(self.section.words(subject), subject)]
        else:
            keys = self.things.entity(subject)
        record = self.section.record(keys[0]) if keys else None
        kind = (record.type or self.section.memory.classes.get(record.key, "")) if record is not None else ""
        for low, high in items if record is not None and kind else ():
            low, high = start + low, start + high
            said = self.value(self.plain[low:high], kind, low, high)
            if said is not None and record is not None:
                name, value, sure = said
                self.section.say(record, name, value, RULE, sure, short(self.text[low:high]))
                last = high
        return last

    def value(self, item: str, kind: str, low: int, high: int) -> tuple[str, str, float] | None:
        """Property, value and confidence for an item that a thing of a class covers; None for what is none."""
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
        if re.search(r"[A-Z][a-z]+ [A-Z]|^[A-Z][a-z]+$", item):
            return None  # a name of something else
        return self.proposed(item, kind, low, high)

    def proposed(self, item: str, kind: str, low: int, high: int) -> tuple[str, str, float] | None:
        """A code of the record's own for an item that no code list has."""
        memory = self.section.memory
        covers, concerns = self.rows["properties"]
        can_cover = memory.vocabulary.properties[covers].domain and memory.allowed(kind, covers, "sector/")
        scheme = self.rows["default"] in (kind, *memory.above.get(kind, ()))
        in_list = listed.code_list(item, self.rows, "product-category" if scheme else "topic")
        name = covers if can_cover and in_list != "topic" else concerns
        in_list = in_list if name == covers else "topic"  # what something is about
        before = memory.names.get(item.casefold())
        key = before[0] if before is not None and before[0] in memory.lists else ""
        if not key:
            first, last = self.tokens(low, high)
            key = self.things.defined(self.text[low:high], Phrase(self.rows["code"], first, last, RULE, 0.5))
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
