"""What the name of a new thing says of it: whose it is, of what it is a part, where it is, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from kg.extract.drafting.records import Draft, DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, scheme_in, short, slug
from kg.extract.names.spans import ACTING
from kg.extract.parsed import Phrase
from kg.extract.tokens import fold
from kg.text.han import simplified

#: A body that owns what only bodies have.
_OF_BODIES = re.compile(
    r"[A-Z]{3,8}\s(?:[Bb]oard|[Aa]nnual|[Gg]eneral|[Cc]ouncil|[Ee]xecutive|[Pp]lenary|[Cc]ommittee|[Mm]embers?)\s"
)
#: The bodies at the beginning of a name: ISO, IEC and SAC Cooperation Agreement, the 14th SAC meeting
_OWNERS = re.compile(
    r"(?:(?:\d{1,3}(?:st|nd|rd|th)|(?:19|20)\d\d|[Nn]ext|[Aa]nnual|[Ff]irst|[Ss]econd|[Tt]hird|[Ll]ast|[Ii]naugural)\s){0,2}"
    r"(?:[A-Z]{2,8}(?:,\s(?:and\s)?|\sand\s|/))*[A-Z]{2,8}(?=\s(?:[A-Z]|[a-z-]*\s?(?:meeting|session|assembly|workshop|conference)s?\Z))"
)
#: The acronym at the beginning of the name of a scheme.
_RUNS = re.compile(r"[A-Z]{2,8}(?=\s[A-Za-z])")
#: At the beginning of the name of a meeting, which one it is.
_ORDINAL = re.compile(r"\d|(?:First|Second|Third|[A-Z][a-z]+th|Inaugural|Annual|Next|Joint)\b")
#: Behind the body that issued a document, in its title: 甲局关于…的通报
_ISSUES = re.compile(
    "(?:办公厅|办公室|等[0-9一二三四五六七八九十两多]+(?:个)?(?:部门|单位|部委|机构|家))?"
    "(?:关于|公告|通告|(?:19|20)[0-9]{2}年|年度|第[0-9一二三四五六七八九十百]+号)"
)
#: A body that was named before, at the beginning of the name of a part of it: 总局乙司
_ABOVE = re.compile(r"(?:总局|总署|省局|市局|本局|我局|本署|我署)(?=[\u4e00-\u9fff]{2})")

#: Makes the key of a name that a phrase stands for.
Defines = Callable[[str, Phrase], str]


class ToldByName:
    """States what the names of the things of one section say of them."""

    def __init__(
        self, section: SectionDraft, defined: Defines, known_or_defined: Defines, so_called: Callable[[str], str | None]
    ) -> None:
        self.section = section
        self.so_called = so_called
        self.defined = defined
        self.known_or_defined = known_or_defined
        #: phrase of a document (by identity) -> the scheme that its title names
        self.title_schemes: dict[int, str] = {}

    def state(self, record: Draft, name: str, folded: str, phrase: Phrase, parts: Iterable[str]) -> None:
        """State all of it of a new record; `parts` are the keys of the things within its name."""
        self.part_of_whole(record, name, folded, phrase)
        self.owned(record, name)
        self.run_by(record, name)
        for value in parts:
            self.about_part(record, value, phrase)
        if scheme := scheme_in(name, self.section.tables["title-schemes"]["ends"]):
            self.scheme_of_title(record, scheme, phrase)
        for loose in self.section.loose if record.type in self.section.tables["told-by-words"] else ():
            if phrase.first <= loose.first and loose.last <= phrase.last and loose.known is not None:
                self.about_part(record, f"{loose.known.kind[5:]}/{loose.known.key}", phrase)

    def owned(self, record: Draft, name: str) -> None:
        """State what the bodies are to a thing whose name begins with their acronyms."""
        memory = self.section.memory
        rows = self.section.tables["begins-with"]
        kinds = (record.type, *sorted(memory.above.get(record.type, ())))
        wanted = next((rows[kind] for kind in kinds if kind in rows), None)
        if wanted is not None and name.split()[-1].lower() in self.section.tables["named-after"]:
            return  # the SAC Act is no act of SAC
        if wanted is not None and wanted not in self.section.tables["paired"]:
            self.owned_by_name(record, str(wanted), name)
        match = _OWNERS.match(name) if wanted is not None else None
        match = match or (_OF_BODIES.match(name) if wanted is not None else None)
        owners = re.findall("[A-Z]{2,}", match[0]) if match is not None else []
        if wanted in self.section.tables["paired"] and len(owners) < 2:
            return  # the agreement of a body may be one of its members
        for acronym in owners:
            met = memory.names.get(fold(acronym))
            known = memory.cascade.named(acronym) if met is None else None
            if known is not None:
                met = (known.key, known.kind)
                memory.remember(memory.classes, *met)
            elif met is None and (kind := memory.cascade.proper.acronyms.get(acronym)) is not None:
                met = (self.defined(acronym, Phrase(kind, 0, 0, record.rule, 0.7)), kind)
            elif met is None and _OF_BODIES.match(name) and acronym not in memory.cascade.proper.no_bodies:
                kind = memory.cascade.proper.heads["organisation"]  # only bodies have board meetings
                met = (self.defined(acronym, Phrase(kind, 0, 0, ACTING, 0.5)), kind)
            if met is not None and met[1] in memory.vocabulary.classes and self.section.is_organisation(met[1]):
                self.section.say(record, str(wanted), met[0], "first words of the name", 0.7, short(name))

    def run_by(self, record: Draft, name: str) -> None:
        """State which agency runs a scheme whose name begins with its acronym: the SAC Certification Scheme."""
        memory = self.section.memory
        for says, kinds in self.section.tables["runs"].items():
            match = _RUNS.match(name) if record.type in kinds else None
            agency = memory.names.get(fold(match[0])) if match is not None else None
            if agency is not None and memory.allowed(agency[1], says, record.key):
                body = self.section.record(agency[0])
                if body is not None:
                    self.section.say(body, says, record.key, "first word of the name", 0.65, short(name))

    def owned_by_name(self, record: Draft, wanted: str, name: str) -> None:
        """State whose a thing is whose name begins with that of a body: the Lake Rope Agency Annual Report."""
        proper = self.section.memory.cascade.proper
        words = name.split()
        for size in range(len(words) - 1, 1, -1) if not _ORDINAL.match(name) else ():
            kind = proper.kind(" ".join(words[:size]))
            held = words[size] in ("meeting", "session", "workshop", "conference")
            held = held and words[size - 1][0].isupper()  # HARB holds a HARB board meeting
            if kind is not None and kind in proper.bodies and (held or (words[size].istitle() and size > 2)):
                owner = self.known_or_defined(" ".join(words[:size]), Phrase(kind, 0, 0, record.rule, 0.7))
                self.section.say(record, wanted, owner, "first words of the name", 0.7, short(name))
                return

    def part_of_whole(self, record: Draft, name: str, folded: str, phrase: Phrase) -> None:
        """State of what an organisation is part, where its name begins with the other's: the EA General Assembly."""
        rows = self.section.tables["names"]["parts"]
        memory = self.section.memory
        words = folded.split()
        if HAN.search(name):
            self.part_of_chinese(record, name, phrase)
            return
        if len(words) < 2:
            return
        whole = memory.names.get(words[0])
        if whole is None and (known := memory.cascade.named(words[0])) is not None:
            whole = (known.key, known.kind)
        if (
            whole is not None
            and whole[1] in memory.vocabulary.classes
            and words[-1] in rows["heads"]
            and self.section.is_organisation(whole[1])
        ):
            self.section.say(record, rows["property"], whole[0], "first word of the name", 0.7, record.quote)

    def part_of_chinese(self, record: Draft, name: str, phrase: Phrase) -> None:
        """State of what a Chinese organisation is part whose name begins with the other's (甲总局乙办公室), and who
        holds an event or runs a platform whose name does."""
        memory, tables = self.section.memory, self.section.tables
        issued = record.type in self.documents
        body = self.section.is_organisation(record.type)
        kinds = (record.type, *sorted(memory.above.get(record.type, ())))
        begins = tables["begins-with-han"]
        says = (
            tables["names"]["parts"]["property"] if body else next((begins[one] for one in kinds if one in begins), "")
        )
        if not says:
            return
        if body and (above := _ABOVE.match(simplified(name))):  # 总局乙司
            if (met := self.so_called(above[0])) is not None:
                self.section.say(record, says, met, "first part of the name", 0.65, record.quote)
            return
        whole, kind = next(memory.cascade.proper.chinese.wholes(name), ("", ""))
        if not whole or (issued and not _ISSUES.match(simplified(name), len(whole))):
            return
        key = self.known_or_defined(whole, replace(phrase, kind=kind, slots={}, parts=()))
        self.section.say(record, says, key, "first part of the name", 0.7, record.quote)

    def scheme_of_title(self, record: Draft, name: str, phrase: Phrase) -> None:
        """A certification that only the title of a document names."""
        if record.type not in self.documents:
            return
        folded = " ".join(fold(word) for word in re.findall(r"[\w'-]+", name))
        known = self.section.memory.names.get(folded)
        if known is None:
            key = self.section.memory.key(slug(name))
            scheme = Draft(key, self.section.role("scheme"), rule=f"{phrase.rule}, part of the title", sure=0.6)
            scheme.statements.append(DraftValue("label", [name], scheme.rule, 0.6, name, "en"))
            scheme.quote = record.quote
            self.section.memory.remember(self.section.memory.names, folded, (key, scheme.type))
            self.section.memory.remember(self.section.memory.classes, key, scheme.type)
            self.section.records[key] = scheme
            known = (key, scheme.type)
        self.title_schemes[id(phrase)] = known[0]
        self.section.say(record, "concerns", known[0], f"{phrase.rule}, part of the title", 0.65, name)

    @property
    def documents(self) -> frozenset[str]:
        """The classes of documents in the ontology."""
        classes = self.section.memory.vocabulary.classes
        above = classes[self.section.role("document")].iri
        return frozenset(key for key, term in classes.items() if term.iri == above or above in term.ancestors)

    def about_part(self, record: Draft, value: str, phrase: Phrase) -> None:
        """A thing within the name of another: what a scheme covers, what a document concerns, where a thing is."""
        if self.section.is_organisation(record.type) and record.type not in self.section.tables["named-for"]:
            return
        target = self.section.memory.classes.get(value)
        if value in self.section.tables["everywhere"]:
            return
        schemes = self.section.tables["covering-names"]
        if record.type in schemes and target is not None and "." not in target and self.section.is_organisation(target):
            return  # whose scheme it is, not what it is about
        if value.startswith("group/") and self.section.memory.allowed(record.type, "partOf", record.key):
            self.section.say(record, "supports", value, f"{phrase.rule}, part of the name", 0.6, record.quote)
            return
        if self.section.memory.allowed(record.type, self.section.tables["paired"][0], value):
            return  # a body in the name of an agreement is a party to it
        is_place = target == self.section.role("place")
        if is_place and record.type in self.documents:
            return  # a plan of China does not take place there
        if is_place and not self.placed(record, value):
            return
        order: tuple[str, ...] = ("place", "jurisdiction") if is_place else ("covers", "concerns")
        if record.type == self.section.role("reform") and not is_place:
            order = (str(self.section.tables["named-reform"]["says"]), *order)
        for name in order:
            if value != record.key and self.section.memory.allowed(record.type, name, value):
                if name == "covers" and record.type not in self.section.tables["covering-names"]:
                    continue
                self.section.say(record, name, value, f"{phrase.rule}, part of the name", 0.65, record.quote)
                return

    def placed(self, record: Draft, place: str) -> bool:
        """Whether a place in a name says where the thing is: a town does, a country only of whom it is."""
        grammar, name = self.section.memory.cascade.grammar, place.replace("-", " ")
        words = grammar.words.get(name) or grammar.phrases.get(name, frozenset())
        return record.type not in self.section.tables["owning"] and "country" not in words
