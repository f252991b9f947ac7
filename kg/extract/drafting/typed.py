"""Relations by type: what two things in the roles of a clause are to each other, where the ontology leaves one choice.

The frames name their verbs. Here any verb will do, but for those of who only watches: an organisation that does
something to an event carries it out. Only an engine that reads grammar gives the roles; the rules do not guess them.
Which property it is of which kinds of thing stands in ``rules/typed.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import short
from kg.extract.drafting.things import Things
from kg.extract.engines import Clause
from kg.extract.names.spans import GATHERED
from kg.extract.parsed import Phrase
from kg.text.period_patterns import RELATIVE, YEARLESS

#: The rule of what is stated here, and how sure it is.
RULE = "by type"
_SURE = 0.55
#: How many clauses back the verb of a deed may stand.
_MOST = 30


class Typed:
    """States the relations of one section that follow from the kinds of its things."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.text = section.parsed.text
        rows: Mapping[str, Any] = section.tables["typed"]
        self.rows: Sequence[Mapping[str, Any]] = rows["rows"]
        self.rows_of_verb = [(self._words(row, "only"), self._words(row, "never")) for row in self.rows]
        self.dated, self.placed = rows["dated"]["kinds"], rows["placed"]["kinds"]
        self.date, self.place = str(rows["dated"]["says"]), str(rows["placed"]["says"])
        self.verbs: Mapping[str, str] = rows["verbs"]

    def _words(self, row: Mapping[str, Any], name: str) -> re.Pattern[str] | None:
        """Beginnings of the verbs that a row names."""
        return re.compile("|".join(row[name])) if name in row else None

    def state(self) -> None:
        """State it of every clause of the section."""
        for clause in self.section.clauses:
            if not clause.negated:
                first, last = self.section.sentence_span(clause.verb[0])
                inside = [one for one in self.section.phrases if first <= self.roles.at(one.first) < last]
                self.clause(clause, inside)
        self.deeds()

    def clause(self, clause: Clause, phrases: Sequence[Phrase]) -> None:
        """State what the things in the roles of a clause are to each other."""
        verb = self.text[slice(*clause.verb)].lower()
        agents = self.roles.at_words(phrases, clause.agents)
        partners = self.roles.at_words(phrases, clause.partners)
        named = clause.objects == (clause.verb,)  # a noun itself: the council's survey, an agreement between
        for what in self.roles.at_words(phrases, clause.objects):
            for row, (only, never) in zip(self.rows, self.rows_of_verb, strict=True):
                if not self.roles.is_a(what, row["things"]):
                    continue
                fits = bool(row.get("own")) if named else not (only and not only.match(verb))
                if fits and not (never and never.match(verb) and not named):
                    self.say(row, what, [*agents, *(partners if row.get("partners") else ())])
        for what in self.roles.at_words(phrases, (*clause.objects, *clause.agents)) if not named else ():
            for record in self.records(what):
                self.where(record, what, clause, phrases)
                self.when(record, what, clause)

    def deeds(self) -> None:
        """State who does the deeds that only nouns name, by their verbs: goods were destroyed, and the destruction."""
        carried = self.rows[0]
        done = [one for one in self.section.clauses if one.agents and not one.negated and one.objects != (one.verb,)]
        for what in self.section.phrases if done else ():
            records = [one for one in self.records(what) if not one.get(str(carried["says"]))]
            if what.rule != GATHERED or not records or not self.roles.is_a(what, carried["things"]):
                continue
            words = [word.lower() for word in self.section.words(what).split()]
            stems = [self.verbs.get(word) or self.verbs.get(word.removesuffix("s"), word) for word in words[-2:]]
            start = self.roles.at(what.first)
            for clause in [one for one in done if one.verb[0] < start][-_MOST:][::-1]:
                if self.text[slice(*clause.verb)].lower().startswith(tuple(stems)):
                    first, last = self.section.sentence_span(clause.verb[0])
                    inside = [one for one in self.section.phrases if first <= self.roles.at(one.first) < last]
                    self.say(carried, what, self.roles.at_words(inside, clause.agents))
                    for record in records:
                        self.where(record, what, clause, inside)
                        self.when(record, what, clause)
                    break

    def say(self, row: Mapping[str, Any], what: Phrase, others: Sequence[Phrase]) -> None:
        """State the property of a row of a thing."""
        kinds: Sequence[str] | None = row.get("who")
        doers = [one for one in others if one is not what]
        doers = [one for one in doers if (self.roles.is_a(one, kinds) if kinds else self.section.is_agent(one))]
        if row.get("does"):
            for record in (record for one in doers for record in self.records(one)):
                for key in self.things.entity(what):
                    self.section.say(record, str(row["says"]), key, RULE, _SURE, short(self.section.words(what)))
            return
        for record in self.records(what) if doers else ():
            if row.get("partners") and len(record.get(str(row["says"]))) > 1:
                continue  # whose it is was said
            for key in (key for one in doers for key in self.things.entity(one)):
                self.section.say(record, str(row["says"]), key, RULE, _SURE, short(self.section.words(what)))

    def where(self, record: Draft, what: Phrase, clause: Clause, phrases: Sequence[Phrase]) -> None:
        """State where a thing was."""
        if not self.roles.is_a(what, self.placed) or record.get(self.place):
            return
        places = [one for one in self.roles.at_words(phrases, clause.places) if one.kind == self.section.role("place")]
        for key in (key for one in places[:1] for key in self.things.entity(one)):
            self.section.say(record, self.place, key, RULE, _SURE, short(self.section.words(places[0])))

    def when(self, record: Draft, what: Phrase, clause: Clause) -> None:
        """State when a thing was, by a date with its month."""
        if not self.roles.is_a(what, self.dated) or len("".join(record.get(self.date))) > len("2030"):
            return
        for one in self.section.numbers:
            period = one.period
            if period is None or period.kind in (RELATIVE, YEARLESS) or "-" not in period.label:
                continue
            if any(one.begins <= start < one.end for start, _ in clause.times):
                if self.section.agrees(record, self.date, period.label):
                    record.statements = [stated for stated in record.statements if stated.property != self.date]
                    record.add(self.date, period.label, RULE, _SURE, one.text, single=True)
                return

    def records(self, what: Phrase) -> Iterator[Draft]:
        """The records of a thing."""
        for key in self.things.entity(what):
            if (record := self.section.record(key)) is not None:
                yield record
