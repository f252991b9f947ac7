"""Several organisations that one stretch of capitals names: the Ministry of Ropes and the Knot Board."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import short
from kg.extract.names.english.words import before_title, without_title
from kg.extract.parsed import Phrase

#: Whose a thing is, in front of its name.
_OWNER = re.compile(r"([\w.]+(?:\s[\w.]+)?)['’]s\s(?=[A-Z])")
#: Several bodies that share their last word.
_SEVERAL = re.compile(
    r"\sand\s(?:[A-Z]\w*\s)*(?:Departments|Ministries|Agencies|Offices|Bureaus|Divisions|Directorates)\Z"
)
_OWNED = re.compile(r"['’]s?\s[A-Z]")


class Bodies:
    """Tells the organisations apart that one stretch of capitals names."""

    def __init__(self, section: SectionDraft) -> None:
        self.section = section

    def organisations(self, name: str, phrase: Phrase) -> list[tuple[str, Phrase]]:
        """The organisations that one stretch of capitals names, each with the phrase that defines it; none where it is
        but the title of a person. An acronym behind them is that of the last."""
        proper = self.section.memory.cascade.proper
        *firsts, name = name.split(" and the ")
        acronym = phrase.slots.get("acronym")
        parts = [one.removeprefix("the ") for one in firsts if len(one.split()) > 1 and proper.kind(one)]
        whole = self.without_owner(name.removeprefix("the "))
        name = whole[without_title(whole, 0, len(whole)) : before_title(whole, 0, len(whole))]
        if (name != whole and " " not in name) or _SEVERAL.search(name):
            return []  # Director General of Ropes; Rope and Knot Departments
        owner, mark, own = re.split(r"(['’]s?)\s(?=[A-Z])", name, maxsplit=1) if _OWNED.search(name) else (name, "", "")
        if mark and proper.kind(owner) in proper.bodies and proper.kind(own):
            parts, name = [*parts, owner], own
        parts += proper.english.capitals.parted(name, self.section.parsed.words(*acronym) if acronym else "")
        kinds = [proper.kind(one) or phrase.kind for one in parts]
        if len(parts) == 1:
            phrase.kind = kinds[0]
            return [(parts[0], phrase)]
        own = {slot: place for slot, place in phrase.slots.items() if slot != "acronym"}
        every = [replace(phrase, kind=kind, slots=own) for kind in kinds[:-1]]
        return list(zip(parts, [*every, replace(phrase, kind=kinds[-1])], strict=True))

    def parts(self, name: str, names: Sequence[str], keys: Sequence[str]) -> None:
        """State which of the organisations that one stretch of capitals names are parts of others."""
        whole = self.section.tables["names"]["parts"]["property"]
        for (one, key), (other, second) in pairwise(zip(names, keys, strict=True)):
            part, above = (key, second) if f"{one} of the {other}" in name else (second, key)
            record = self.section.record(part)
            if record is not None and (
                f"{one} of the {other}" in name or re.search(rf"{re.escape(one)}['’]s?\s{re.escape(other)}", name)
            ):
                self.section.say(record, whole, above, "part of the name", 0.7, short(name))

    def without_owner(self, name: str) -> str:
        """A name without the state or the acronym in front of it whose it is: the UK’s Department for Ropes."""
        owner = _OWNER.match(name)
        if owner is None:
            return name
        grammar, state_name = self.section.memory.cascade.grammar, owner[1].casefold()
        state = "country" in (grammar.words.get(state_name) or grammar.phrases.get(state_name, frozenset()))
        return name[owner.end() :] if state or owner[1].isupper() else name
