"""What a number counts in an English sentence: the noun behind it, or the one before the verb or the bracket."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.extract.figures.counted.changing import changing
from kg.extract.figures.counted.phrase import Counted
from kg.extract.figures.counted.predicates import EXISTS, narrows
from kg.extract.figures.counted.sums import goods
from kg.text.numbers import AMOUNT, MONEY, PERCENT, Number

#: The most words of a phrase.
_LONGEST = 12
_WORD = re.compile(r"[^\W_]+(?:[-'’./&][^\W_]+)*")
#: Words of a time in front of a number, which say when and not what.
_TIMES = frozenset(("quarter", "year", "month", "fiscal", "financial", "the"))
#: Verbs behind "and" that no ending shows.
_DID = frozenset((
    *("withdrew", "held", "took", "gave", "made", "sent", "drew", "found", "saw", "met", "won", "sold", "built", "set"),
    *("put", "left", "began", "led", "ran", "went", "brought", "kept"),
))  # fmt: skip
#: Words between a number and what it counts.
_PASSED = frozenset(
    ("of", "the", "all", "total", "times", "its", "their", "our", "these", "those", "worth", "plus", "such")
)
#: Behind these stands the value of what is counted.
_PRICED = frozenset(("valued", "priced", "estimated", "costing", "totalling", "totaling"))
#: Classes of words that are no nouns.
_NO_NOUNS = frozenset(("prep", "aux", "be", "pron", "adv"))
#: What stands in brackets between a number and what it counts, or closes the bracket in which the number stands.
_ASIDE = re.compile(r"\s\([A-Za-z]{2,6}\)(?=\sof\s)|\s?\((?:out\s)?of\s[^()\n]{1,30}\)|(?<=[\d%])\)(?=\s[A-Za-z])")
#: A part of what was counted before, named behind "are".
_OF_THESE = re.compile(r"(?:\b[Oo]f\s(?:these|which|them|whom),?\s|,\s|\sand\s)[\d.,]+\Z")
#: What is counted is what rose or fell: a 3 percent rise in notifications.
_CHANGES = frozenset(("rise", "increase", "growth", "fall", "decrease", "decline", "drop", "reduction"))
_ROPES = re.compile(r"\s(?!\w+ed\b)(?:[a-z]+\s)?[a-z]+s\b")
#: A growth and the verb that stand between a thing and its number.
_GROWN = re.compile(
    r"\b(?:rose|grew|increased|fell|declined|decreased|dropped)(?:\sby)?\s[\d.]+\s?(?:%|per\s?cent)(?:\sin\s[12]\d{3})?"
    r"\s(?:to(?:\s(?:reach|total|stand\sat|hit))?|and\s(?:reached|totalled|stood\sat|came\sto)|reaching|totalling)\s\Z"
)
#: Whom a share is said of: cosmetics accounted for 31% of complaints.
_SHARING = re.compile(
    r"\s(?:which\s)?(?:account(?:ed|s|ing)?\sfor|made\sup|making\sup|makes?\sup|represent(?:ed|s|ing)?|compris(?:ed|es|ing)"
    r"|constitut(?:ed|es|ing)|form(?:ed|s|ing)|(?:topped|led|headed)\s(?:the\s)?\w+,?\swith)\s\Z"
)
#: Behind an earlier value, and nothing that it counts.
_EARLIER = re.compile(
    r"\s(?:in\s)?(?:(?:a|one)\syear\s(?:earlier|before|ago)"
    r"|the\s(?:year\sbefore|(?:previous|preceding|prior|same)\s(?:year|period|month|quarter)))\b"
)
#: A share in words in front of the bracket with its number: three quarters (76%) of sailors.
_IN_WORDS = re.compile(r"(?:\b(?:third|quarter|fifth|tenth)s?|\bhalf|\b(?:in|out\sof)\s\w+)\s\(\Z", re.IGNORECASE)
#: A part of a number of things: 5 of the 9 cases.
_PART_OF = re.compile(r"\s(?:out\s)?of\s(?:the\s|these\s|those\s|all\s|all\sthe\s)?\Z")
#: Of so many goods, those of a kind: 42 from chemical products.
_FROM_GOODS = re.compile(
    r"\s(?=from\s(?:the\s)?(?:[a-z-]+(?:,\s|\sand\s|,\sand\s|\s)){0,5}?"
    r"(?:products|goods|items|foods|articles|materials|appliances|devices)\b)"
)


#: Between a thing and its value.
_WORTH = re.compile(
    r"(?<!\bwas)(?<!\bwere)(?<!\bis)(?<!\bare)(?<!been),?\s(?:worth|valued\sat|priced\sat|estimated\sat|(?:with|at|having)\s(?:an?|the|its|their)\s(?:[a-z]+\s){0,3}?"
    r"(?P<what>value|cost|price)\s(?:of|estimated\sat|at))(?:\s(?:an?\s)?(?:estimated|total|market))*\s?\Z",
    re.IGNORECASE,
)
#: Between a share and whose it is, in a list of such.
_SHARED = re.compile(
    r"\s(?P<by>(?:(?:was|were|are|is|came|come)\s)?(?:from|by|to|among|for|on|in|with|under|against|at|concerning|involving))\s(?=[a-zA-Z])(?!(?:the\s)?(?:year|month|same)\b)"
)
#: In front of a number that says where, or of whom.
_WHERE = re.compile(r"\b(?:in|from|across|among|per)\s\Z")
_PART = re.compile(r"[^,;:.()\n\d]{2,60}")
_LISTED = re.compile(r"(?:[,:;]|\sand|\swhile|\sof\swhich)\s(?:(?:about|around|nearly|over|another|only)\s)?\Z")
#: What happened so many times, and not what.
CASES = re.compile(r"(?:cases?|instances|occasions)(?:\sin)?")
#: A common noun at the end, and no participle.
_NOUN = re.compile(r"(?:\A[A-Z]?|\s)(?![\w-]*(?:ed|ing|ly)\Z)[a-z][\w-]*\Z")
#: What only says how something is counted that was named before.
_UNITS = re.compile(
    r"(?:units?|pieces?|pairs?|items?|packs?|packets?|boxes|bags|cartons?|bottles?|sets?)(?:\sin\s(?:total|all))?"
)
#: In front of a number whose thing was named before: reaching a record number of 5,377.
_NUMBER_OF = re.compile(
    r"\b(?:number|total|amount|volume|value|share|proportion|percentage)\sof\s(?P<thing>[^,;:.()\n]{3,80}?)\s"
    r"(?:is|was|are|were|has|have|had|grew|rose|fell|increased|decreased|declined|continue[sd]?|reached|stood|remain(?:s|ed))\b"
)
_BARE_NUMBER = re.compile(r"(?:[a-z]+\s){0,4}(?:number|total|figure|record|high|level|peak|low)")
#: Examples between a subject and its verb: products like mixers and kettles is
_EXAMPLES = re.compile(
    r",?\s(?:like|such\sas|including|namely)\s[^;:()\n]{3,200}?(?=\s(?:is|are|was|were|has|have|had|stood|reached|amounted|totall?ed)\b"
    r"[^,;]{0,40}\Z)"
)


class EnglishCounting:
    """Reads what the numbers of English sentences count."""

    def __init__(self, rows: Mapping[str, Sequence[str]], words: Mapping[str, frozenset[str]]) -> None:
        self.classes = words
        self.stop = frozenset(rows["stop"])
        self.acts = frozenset(rows["acts"])
        self.participle = frozenset(rows["participle"])
        self.comparing = frozenset(rows["comparing"])
        self.within, self.subject = frozenset(rows["within"]), frozenset(rows["subject"])
        self.passed, self.leading = frozenset(rows["before"]), frozenset(rows["leading"])

    def of(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        if number.kind == MONEY and (value := goods(text, number, self.after(text, number, high, others))):
            return value
        if number.kind in (AMOUNT, PERCENT) and (share := self.of_same(text, number, high, others)) is not None:
            return share
        if number.kind == MONEY and (value := self.value(text, number, low, high, others)) is not None:
            return value
        if number.kind in (AMOUNT, PERCENT) and (subject := changing(text, low, number.begins)):
            after = self.after(text, number, high, others)
            if after is None or CASES.fullmatch(after.words):  # fires fell from 947 cases
                words = " ".join(text[slice(*subject)].split())
                return Counted(words, *subject) if after is None else replace(after, words=words)
        counted = self.thing(text, number, low, high, others)
        if _UNITS.fullmatch(counted.words) and counted.start >= number.ends:  # toys, 44,133 units in all
            named = self.before(text, number, low, False, others)
            return Counted(named.words, counted.start, counted.end, counted.predicate) if named else counted
        if (
            CASES.fullmatch(counted.words)
            and (named := self.before(text, number, low, False, others))
            and _NOUN.search(named.words)
        ):
            return replace(counted, words=f"{named.words} {counted.words}")
        return counted

    def value(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted | None:
        """Of what a sum is the value: 40 ropes worth £300; None where it is not said to be a value."""
        match = _WORTH.search(text, low, number.begins)
        if match is None:
            return None
        ahead = [one for one in others if one.ends <= match.start() and one.period is None]
        rest = [one for one in (*others, number) if not ahead or one is not ahead[-1]]
        thing = self.of(text, ahead[-1], low, match.start(), rest) if ahead and ahead[-1].kind == AMOUNT else None
        if thing is None or not thing.words:
            thing = self.before(text, replace(number, begins=match.start(), start=match.start()), low, False, others)
        if thing is None or not thing.words:
            return None
        return Counted(f"{match['what'] or 'value'} of {thing.words}", match.start(), number.end)

    def of_same(self, text: str, number: Number, high: int, others: Sequence[Number]) -> Counted | None:
        """Some of what the number before counts: 40% of ropes came from makers and 20% from other sellers."""
        by = _SHARED.match(text, number.ends)
        if by is None or not _LISTED.search(text, max(0, number.begins - 30), number.begins):
            return None
        ahead = [one for one in others if one.kind in (AMOUNT, PERCENT) and one.ends <= number.begins]
        limit = min((one.begins for one in others if one.begins >= by.end()), default=high)
        part = _PART.match(text, by.end(), min(limit, high))
        again = re.compile(rf"\s{re.escape(by['by'])}\s")
        listed = any(again.match(text, one.ends) for one in others if one.kind == number.kind)
        listed = listed or any(again.search(text, one.ends, number.begins) for one in ahead)
        if not listed or part is None:
            return None
        for first in reversed(ahead):
            rest = [one for one in (*others, number) if one is not first]
            whole = self.after(text, first, number.begins, rest)
            where = _WHERE.search(text, max(0, first.begins - 8), first.begins)
            if whole is not None and not where and not _SHARED.match(text, first.ends):
                words = re.sub(r"\s(?:and|or|while)\s*\Z", "", part[0]).strip()
                return Counted(f"{whole.words} {by['by']} {words}", number.ends + 1, by.end() + len(words))
        return None

    def thing(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        """What a number counts, as its own clause says."""
        whole = next((one for one in others if one.begins > number.ends), None)
        if whole is not None and whole.kind == AMOUNT and _PART_OF.fullmatch(text, number.ends, whole.begins):
            return self.of(text, whole, low, high, [one for one in others if one is not whole])
        after = self.after(text, number, high, others)
        bracketed = text[low : number.begins].rstrip().endswith("(") and text[number.ends : number.ends + 1] == ")"
        if bracketed and after is not None and _IN_WORDS.search(text, low, number.begins):
            return after
        if (
            number.kind == PERCENT
            and after is not None
            and not bracketed
            and (sharer := self.sharer(text, number, low, others))
        ):
            return replace(after, words=f"{after.words}: {sharer}")
        if after is None or bracketed:
            return (
                self.before(text, number, low, bracketed, others)
                or after
                or self.out_of(text, number, low, high, others)
                or Counted("", number.end, number.end)
            )
        head = after.words.split()[-1].casefold() if after.words else ""
        subject = self.before(text, number, low, False, others) if number.kind == AMOUNT else None
        if subject is not None and subject.words.split()[0].casefold() == head and len(after.words.split()) == 1:
            return Counted(subject.words, after.start, after.end, after.predicate)
        return after

    def sharer(self, text: str, number: Number, low: int, others: Sequence[Number]) -> str:
        """What has a share, where the sentence says of what: "toys (15% of alerts)", "toys made up 15% of alerts"."""
        opened = text[low : number.begins].rstrip()
        match = _SHARING.search(text, low, number.begins)
        if match is None and not opened.endswith("("):
            return ""
        at = match.start() if match is not None else low + len(opened) - 1
        named = self.before(text, replace(number, begins=at, start=at), low, False, others)
        return named.words if named is not None else ""

    def kinds(self, word: str) -> frozenset[str]:
        low = word.casefold()
        return self.classes.get(low) or self.classes.get(low.removesuffix("'s").removesuffix("’s")) or frozenset()

    def after(self, text: str, number: Number, high: int, others: Sequence[Number]) -> Counted | None:
        begin = number.ends
        if aside := _ASIDE.match(text, begin, high):  # 34 (out of 36) members
            begin = aside.end()
        if _EARLIER.match(text, begin, high):
            return None
        limit = min((one.begins for one in others if one.begins >= begin), default=high)
        words = [match.span() for match in _WORD.finditer(text, begin, min(high, limit, begin + 240))]
        taken: list[tuple[int, int]] = []
        at = begin
        predicate = ""
        for place, (start, end) in enumerate(words[: _LONGEST + 2]):
            gap, word = text[at:start], text[start:end]
            low = word.casefold()
            if gap.strip(' \t\u00a0\n-“"') or len(taken) >= _LONGEST:
                break
            kinds = self.kinds(word)
            following = text[words[place + 1][0] : words[place + 1][1]] if place + 1 < len(words) else ""
            close = place + 1 < len(words) and not text[end : words[place + 1][0]].strip()
            if not taken and (low in _PASSED or (place == 0 and _FROM_GOODS.match(text, begin))):
                at = end
                continue
            if not taken and low in ("are", "were") and _OF_THESE.search(text, 0, begin) and _ROPES.match(text, end):
                at = end
                continue  # of these, 40 are ropes
            if low in self.comparing or (
                low in ("a", "per") and following.casefold() in ("year", "month", "week", "day")
            ):
                break
            if (
                (low in self.within and taken and close and not self.ends(following))
                or (low == "in" and taken and close and self.last(text, taken) in _CHANGES and not self.ends(following))
                or (
                    low in ("and", "or")
                    and taken
                    and close
                    and self.joins(text[slice(*words[place - 1])], words, place, text)
                )
                or (low in ("the", "its", "their", "a", "an") and taken and self.last(text, taken) in self.within)
            ):
                taken.append((start, end))
            elif taken and low in _PRICED:
                break  # 40 ropes valued at £300
            elif low.endswith("ed") and taken and (not close or "prep" in self.kinds(following)):
                taken.append((start, end))
                break
            elif not kinds.isdisjoint(self.stop) and (
                taken or not low.endswith("s") or not kinds.isdisjoint(_NO_NOUNS) or "and" in kinds
            ):  # 140 delegates: no verb right behind a number
                if taken or kinds.isdisjoint(self.participle):
                    rest = text[start : min(high, start + 80)]
                    predicate = rest if kinds.isdisjoint({"prep", "and"}) or narrows(rest) else ""
                    break
                taken.append((start, end))
            elif taken and (low.endswith(("ly", "wide")) or (low.endswith(("ed", "ing")) and self.plural(text, taken))):
                predicate = "" if low.endswith(("ly", "wide")) else text[start : min(high, start + 80)]
                break
            else:
                taken.append((start, end))
            at = end
        while taken and (self.last(text, taken) in (*self.within, "and", "or", "the", "a", "its", "their")):
            taken.pop()
        if not taken:
            return None
        start, end = taken[0][0], taken[-1][1]
        predicate = "" if EXISTS.match(predicate) else predicate
        before = text[max(0, number.begins - 30) : number.begins].split()
        if before and not self.kinds(before[-1]).isdisjoint(self.acts):
            predicate = predicate or before[-1]  # newly designated 105 bodies
        return Counted(" ".join(text[start:end].split()), start, end, predicate)

    def last(self, text: str, taken: Sequence[tuple[int, int]]) -> str:
        return text[slice(*taken[-1])].casefold()

    def plural(self, text: str, taken: Sequence[tuple[int, int]]) -> bool:
        return bool(re.search(r"[^su]s$|people$|personnel$", self.last(text, taken)))

    def ends(self, word: str) -> bool:
        kinds = self.kinds(word)
        return not kinds.isdisjoint(self.stop - {"total"}) or word[:1].isdecimal() or not word

    def joins(self, before: str, words: Sequence[tuple[int, int]], place: int, text: str) -> bool:
        """Whether the word behind "and" goes on with the noun phrase whose last word is the one `before` it."""
        following = text[slice(*words[place + 1])]
        low = following.casefold()
        if low.endswith("ed") and re.search(r"[^su]s\Z", before):
            return False  # three agents and nominated others
        if low in _DID or low in ("the", "a", "an"):
            return False
        if self.ends(following) and self.kinds(following).isdisjoint(self.participle):
            return False
        if place + 2 >= len(words):
            return True
        return bool(text[words[place + 1][1] : words[place + 2][0]].strip()) or not text[
            words[place + 2][0] : words[place + 2][1]
        ].casefold().endswith("ed")

    def out_of(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted | None:
        """The things of which these are some: "out of 66 items inspected, 14 failed"."""
        ahead = [one for one in others if one.ends <= number.begins and one.period is None and one.kind == AMOUNT]
        if not ahead or number.kind != AMOUNT or not re.match(r"\s[a-z]", text[number.ends : number.ends + 2]):
            return None
        rest = [one for one in others if one is not ahead[-1]]
        whole = self.after(text, ahead[-1], high, [*rest, number])
        match = re.match(
            r"(?:\s(?:was|were|have|has|had|been|found|identified|deemed|as))*\s[\w-]+", text[number.ends : high]
        )
        if whole is None or match is None:
            return None
        return Counted(f"{whole.words} {match[0].split()[-1]}", number.ends, number.ends + match.end(), match[0])

    def before(
        self, text: str, number: Number, low: int, bracketed: bool, others: Sequence[Number] = ()
    ) -> Counted | None:
        begins = text.rindex("(", low, number.begins) if bracketed else number.begins
        if grown := _GROWN.search(text, low, begins):
            begins = grown.start()  # output rose 0.9% in 2020 to 400 tonnes
        before = text[low:begins]
        if before.endswith(": ") and not bracketed:
            before = before[:-2]  # Dives: 2,310 (+3%)
        if examples := _EXAMPLES.search(before):
            before = before[: examples.start()]
        cut = max((match.end() for match in re.finditer(r"[;:!?\n()]|[.](?=\s)| [-–—] |\x1e", before)), default=0)
        spans = [(low + cut + match.start(), low + cut + match.end()) for match in _WORD.finditer(before[cut:])]
        dates = [(one.start, one.end) for one in others if one.period is not None]
        spans = [one for one in spans if not any(first <= one[0] < last for first, last in dates)]
        while spans and not bracketed:
            word = text[slice(*spans[-1])].casefold()
            if (
                word in self.passed
                or word in self.subject
                or word in _TIMES
                or word.endswith("ly")
                or not self.kinds(word).isdisjoint({"aux", "be", "adv"})
            ):
                spans.pop()
            else:
                break
        taken: list[tuple[int, int]] = []
        for place in range(len(spans) - 1, -1, -1):
            start, end = spans[place]
            word = text[start:end].casefold()
            kinds = self.kinds(word)
            if taken and "," in text[end : taken[0][0]] and not self.listed(text, spans, place):
                break
            if (
                word[0].isdecimal()
                and place
                and re.fullmatch(r"[A-Z]{2,6}(?:/[A-Z]+)*", text[slice(*spans[place - 1])])
            ):
                taken.insert(0, (start, end))  # ISO 50001 certificates
                continue
            if word[0].isdecimal() or len(taken) >= _LONGEST or word in _DID:
                break
            if any(one.start <= start < one.end for one in others):
                break  # worth $3 million, and boats
            if word in self.subject and taken and not bracketed:
                taken.insert(0, (start, end))
                continue
            stops = not kinds.isdisjoint(self.stop - {"and", "num"}) and word not in ("and", "the", "number", "total")
            if stops and not (kinds.isdisjoint({"prep", "aux", "be", "pron"}) and word.endswith(("ed", "ing"))):
                break
            if bracketed and word in ("and", "or"):
                break
            taken.insert(0, (start, end))
        while taken and text[slice(*taken[0])].casefold() in (*self.leading, *self.subject):
            taken.pop(0)
        while taken and text[slice(*taken[-1])].casefold() in ("and", "or"):
            taken.pop()
        if not taken:
            return None
        start, end = taken[0][0], taken[-1][1]
        words = " ".join(text[start:end].split())
        if _BARE_NUMBER.fullmatch(words) and (named := list(_NUMBER_OF.finditer(text, low, start))):
            thing = re.sub(r"^(?:the|all|its|their)\s", "", named[-1]["thing"])
            return Counted(thing, named[-1].start("thing"), named[-1].end("thing"))
        return Counted(words, start, end)

    def listed(self, text: str, spans: Sequence[tuple[int, int]], place: int) -> bool:
        """Whether the comma behind a word parts the members of a list ("inspection, testing, and certification")."""
        behind = text[spans[place][1] : spans[min(place + 3, len(spans) - 1)][1]]
        return re.search(r",\s+(?:\w+,\s+)?(?:and|or)\b|,\s+\w+,", behind + " ") is not None
