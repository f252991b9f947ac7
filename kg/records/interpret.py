"""Records read against the ontology: statements, or problems. Finds all, changes nothing, writes nothing.

Every rule here is general: which class may carry a property, what its values are, whether it is single-valued or
acyclic, what it requires and which value it has by default are all read from the ontology (`kg.rdf.vocabulary`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Quad

from kg import names
from kg.errors import Problem, Where, cut, did_you_mean
from kg.files import yaml
from kg.files.yaml import Node, Scalar
from kg.rdf.terms import RDFS_LABEL, SKOS_ALT_LABEL, SKOS_IN_SCHEME, SKOS_PREF_LABEL
from kg.rdf.vocabulary import ANYTHING, CONCEPT, IN_SOURCE, ClassTerm, Code, PropertyTerm, Vocabulary, fits
from kg.records import tables
from kg.records.reader import STRUCTURE, Passage, Record, Records
from kg.text import literals
from kg.text.periods import days
from kg.text.suggest import nearest

#: The lists that a code of a record joins where it names none: the first that all properties with it as a value take.
USUAL_LISTS = ("topic", "product-category")


@dataclass(frozen=True, slots=True)
class Statement:
    """One property value of one entity, as one record of one passage gives it."""

    subject: str
    property: PropertyTerm
    value: NamedNode | Literal
    record: Record
    where: Where


@dataclass(slots=True)
class Checked:
    """Records as statements. Only when `problems` is empty may they be loaded."""

    passages: list[Passage]
    records: list[Record]
    #: entity key -> the class it is defined as
    classes: dict[str, ClassTerm] = field(default_factory=dict)
    #: entity key -> the record that defines it
    definitions: dict[str, Record] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: What the reader should know that is no problem.
    notices: list[str] = field(default_factory=list)
    #: source key -> its external quads, which no check here reads
    external: dict[str, list[Quad]] = field(default_factory=dict)


def check(read: Records, vocabulary: Vocabulary) -> Checked:
    """Read records against the ontology; `problems` of the result holds those of reading too."""
    rows, problems = tables.expand(read, vocabulary)
    read = replace(read, records=[*read.records, *rows], problems=[*read.problems, *problems])
    checker = _Checker(read, vocabulary)
    checker.define()
    checker.codes_of_records()
    checker.passages()
    for record in read.records:
        checker.record(record)
    checker.defaults()
    checker.single_values()
    checker.companions()
    checker.cycles()
    checker.names()
    checker.names_of_codes()
    return checker.result


class _Checker:
    def __init__(self, read: Records, vocabulary: Vocabulary) -> None:
        self.read_as = read
        self.vocabulary = vocabulary
        #: property key -> every key that would be right as its value, once it was asked for
        self.right: dict[str, list[str]] = {}
        #: code list -> key -> the code that a record adds to it
        self.added: dict[str, dict[str, Code]] = defaultdict(dict)
        self.result = Checked(
            read.passages,
            read.records,
            problems=list(read.problems),
            notices=read.notices,
            external=read.external,
        )

    def problem(self, where: Where, message: str) -> None:
        self.result.problems.append(Problem(where, message))

    def define(self) -> None:
        usable = {key for key, term in self.vocabulary.classes.items() if not (term.abstract or term.derived_only)}
        for record in self.result.records:
            if record.type is None:
                continue
            first = self.result.definitions.setdefault(record.key, record)
            if first is not record:
                self.problem(
                    record.where,
                    f'"{record.key}" is defined here and at {first.where}; to add to it, write about: {record.key}',
                )
                continue
            term = self.vocabulary.classes.get(record.type.text)
            if term is None:
                hint = did_you_mean(nearest(record.type.text, usable))
                self.problem(record.type.where, f'no class "{cut(record.type.text)}"{hint}')
            elif record.type.text not in usable:
                reason = "only rules derive it" if term.derived_only else "use one of its sub-classes"
                self.problem(record.type.where, f"no record may be a {term.key}: {reason}")
            else:
                self.result.classes[record.key] = term

    def codes_of_records(self) -> None:
        """Note the codes that records add to open lists."""
        in_scheme = self.vocabulary.property_of(SKOS_IN_SCHEME)
        codes = [key for key, kind in self.result.classes.items() if kind.iri == CONCEPT]
        takes = self.lists_taking(codes)
        for key in codes:
            assert in_scheme is not None  # a code's class comes with it
            record = self.result.definitions[key]
            given = [node for name, node in record.statements if name.text == in_scheme.key]
            listed = next((name for name in USUAL_LISTS if name in takes[key]), USUAL_LISTS[0])
            if given:
                listed = given[0].text if isinstance(given[0], Scalar) else ""
            if listed in self.vocabulary.open_lists:
                self.added[listed][key] = Code(names.entity(key).value, listed, key, {})

    def lists_taking(self, codes: Iterable[str]) -> dict[str, frozenset[str]]:
        """The lists of which each code may be, by the properties that have it as a value."""
        takes = dict.fromkeys(codes, self.vocabulary.open_lists)
        for record in self.read_as.records if takes else ():
            for name, node in record.statements:
                term = self.vocabulary.properties.get(name.text)
                for item in node.items if isinstance(node, yaml.Sequence) else [node]:
                    if isinstance(item, Scalar) and item.text in takes and term is not None and term.code_lists:
                        takes[item.text] &= frozenset(term.code_lists)
        return takes

    def passages(self) -> None:
        sources = self.read_as.sources
        in_source = self.vocabulary.property_of(IN_SOURCE)
        for key in sorted(sources & self.result.classes.keys()):
            kind, record = self.result.classes[key], self.result.definitions[key]
            if in_source and in_source.ranges and not fits(kind, in_source.ranges):
                self.problem(record.where, f'the source "{key}" is a {kind.key}; expected {expected(in_source)}')
        seen: dict[tuple[str, str], Passage] = {}
        for passage in self.result.passages:
            if passage.source not in sources | self.read_as.lost:
                hint = did_you_mean(nearest(passage.source, sources))
                self.problem(passage.where, f'no source "{cut(passage.source)}" in sources.yaml{hint}')
            if passage.section is None:
                continue
            first = seen.setdefault((passage.source, passage.section), passage)
            if first is not passage:
                self.problem(passage.where, f"section {passage.section} stands here and at {first.where}; keep one")

    def record(self, record: Record) -> None:
        if record.type is None and record.key not in self.result.definitions.keys() | self.read_as.lost:
            hint = did_you_mean(nearest(record.key, self.result.definitions))
            self.problem(record.where, f'about: no record "{record.key}"{hint}')
        for key, node in record.statements:
            term = self.vocabulary.properties.get(key.text)
            if term is None:
                hint = did_you_mean(nearest(key.text, [*self.vocabulary.properties, *STRUCTURE]))
                self.problem(key.where, f'no property "{cut(key.text)}"{hint}')
                continue
            if term.derived_only:
                self.problem(key.where, f"{term.key}: only rules derive it; state what it follows from")
                continue
            if term.abstract:
                # `date` of a source can only be the day it was issued; of a notice it may be one of two days.
                fitting = self.vocabulary.below(term, self.result.classes.get(record.key))
                if len(fitting) > 1:
                    self.problem(key.where, f"{term.key}: says too little; write {' or '.join(fitting)}")
                    continue
                term = self.vocabulary.properties[fitting[0]]
            self.domain(record, term, key)
            given: set[NamedNode | Literal] = set()
            for value, where in self.read(term, node, record):
                if value in given:
                    self.problem(where, f"{term.key}: {_shown(value)} stands here twice; keep one")
                given.add(value)
                self.result.statements.append(Statement(record.key, term, value, record, where))

    def domain(self, record: Record, term: PropertyTerm, key: Scalar) -> None:
        kind = self.result.classes.get(record.key)
        if kind is None or not term.domain or fits(kind, term.domain):
            return
        allowed = [
            name
            for name, candidate in self.vocabulary.properties.items()
            if not candidate.domain or fits(kind, candidate.domain)
        ]
        hint = did_you_mean([name for name in nearest(key.text, allowed) if name != key.text])
        self.problem(key.where, f'{term.key} is for {_listed(term.domain)}; "{record.key}" is a {kind.key}{hint}')

    def read(self, term: PropertyTerm, node: Node, record: Record) -> Iterator[tuple[NamedNode | Literal, Where]]:
        if isinstance(node, yaml.YamlMapping):
            yield from self.by_language(term, node)
            return
        for item in self.scalars(term, node):
            value = self.link(term, item, record) if term.links else self.plain(term, item)
            if value is not None:
                yield value, item.where

    def scalars(self, term: PropertyTerm, node: Node) -> Iterator[Scalar]:
        items = node.items if isinstance(node, yaml.Sequence) else [node]
        if not items:
            self.problem(node.where, f"{term.key}: an empty list; leave the key out")
        for item in items:
            if isinstance(item, Scalar):
                yield item
            else:
                self.problem(item.where, f"{term.key}: expected text, found {item.kind}")

    def by_language(self, term: PropertyTerm, node: yaml.YamlMapping) -> Iterator[tuple[Literal, Where]]:
        if literals.LANG_STRING not in term.datatypes:
            self.problem(node.where, f"{term.key}: takes {expected(term)}, not a mapping")
            return
        for language, (key, texts) in node.entries.items():
            if not literals.LANGUAGE.match(language):
                if isinstance(texts, Scalar) and texts.plain and not texts.text:
                    continue  # the rest of a text with a comma: the reader of the file reports it
                self.problem(key.where, f'"{cut(language)}" is not a language tag (en, zh-Hans, ko …)')
                continue
            for item in self.scalars(term, texts):
                literal = literals.tagged(item.text, language)
                if literal is None:
                    self.problem(item.where, f"{term.key}: empty text or a control character")
                else:
                    yield literal, item.where

    def plain(self, term: PropertyTerm, item: Scalar) -> Literal | None:
        literal = literals.literal(item.text, term.datatypes)
        if literal is None:
            hint = _as_days(item.text) if literals.INTERVAL in term.datatypes else ""
            message = f'{term.key}: "{cut(item.text)}" is not {literals.expected(term.datatypes)}{hint}'
            self.problem(item.where, message)
        return literal

    def link(self, term: PropertyTerm, item: Scalar, record: Record) -> NamedNode | None:
        codes = self.codes(item.text, term.code_lists)
        if len(codes) == 1 and codes[0].replaced_by:
            instead = self.vocabulary.instead_of(codes[0], self.result.classes.get(record.key))
            written = ", ".join(f"{key}: {code}" for key, code in instead)
            self.problem(item.where, f'{term.key}: "{cut(item.text)}" was retired; write {written}')
            return None
        terms = [NamedNode(code.iri) for code in codes]
        kind = self.result.classes.get(item.text)
        if item.text in self.result.definitions and term.ranges and (kind is None or fits(kind, term.ranges)):
            terms.append(names.entity(item.text))
        if len(set(terms)) == 1:  # a record's code is a record and a code
            return terms[0]
        if terms:
            known = {code.iri: f"{code.list}/{code.key}" for code in (*codes, *self.of_record(item.text))}
            choices = ", ".join(sorted(known.get(node.value, item.text) for node in set(terms)))
            self.problem(item.where, f'{term.key}: "{item.text}" may be {choices}; write the one that is meant')
        elif item.text not in self.read_as.lost:
            reason = self.unfit(term, item.text, kind)
            self.problem(item.where, f"{term.key}: {reason}; expected {expected(term)}")
        return None

    def codes(self, text: str, lists: Collection[str]) -> list[Code]:
        """The codes of some lists that a text (``key`` or ``list/key``) may mean; those of records, where no other."""
        return self.among(self.vocabulary.codes, text, lists) or self.among(self.added, text, lists)

    def among(self, codes: Mapping[str, Mapping[str, Code]], text: str, lists: Iterable[str]) -> list[Code]:
        """Those of the given codes that are in some lists and that a text may mean."""
        listed, _, member = text.rpartition("/")
        matches = (codes.get(name, {}).get(member) for name in lists if listed in ("", name))
        return [code for code in matches if code is not None]

    def of_record(self, key: str) -> list[Code]:
        """The code that a record of this key adds."""
        return [codes[key] for codes in self.added.values() if key in codes]

    def unfit(self, term: PropertyTerm, text: str, kind: ClassTerm | None) -> str:
        """Why a text is no value of a property: it names something of another kind, or nothing."""
        if kind is not None and kind.iri != CONCEPT:
            return f'"{text}" is a {kind.key}'
        lists = sorted(self.vocabulary.codes)
        if elsewhere := [*self.among(self.vocabulary.codes, text, lists), *self.among(self.added, text, lists)]:
            return f'"{text}" is a code of {", ".join(code.list for code in elsewhere)}'
        what = "code" if not term.ranges else "record" if not term.code_lists else "record or code"
        return f'no {what} "{cut(text)}"{did_you_mean(nearest(text, self.allowed(term)))}'

    def allowed(self, term: PropertyTerm) -> list[str]:
        """Every key that would be right as a value of this property."""
        if term.key not in self.right:
            self.right[term.key] = self._allowed(term)
        return self.right[term.key]

    def _allowed(self, term: PropertyTerm) -> list[str]:
        keys = [key for key, kind in self.result.classes.items() if term.ranges and fits(kind, term.ranges)]
        for name in term.code_lists:
            codes = self.vocabulary.codes.get(name, {})
            keys.extend(key for key, code in codes.items() if not code.replaced_by)
            keys.extend(self.added.get(name, ()))
        return keys

    def defaults(self) -> None:
        """State what an entity's codes imply, and the defaults of its class's properties, where no record does."""
        given: dict[str, set[str]] = defaultdict(set)
        implied: dict[str, dict[str, str]] = defaultdict(dict)
        for statement in self.result.statements:
            given[statement.subject].add(statement.property.iri)
            code = self.vocabulary.code_of(statement.value.value) if statement.property.functional else None
            if code is not None:
                implied[statement.subject].update(code.implied)
        usual = [term for term in self.vocabulary.properties.values() if term.default]
        for key, record in self.result.definitions.items():
            kind = self.result.classes.get(key)
            values = {term.iri: str(term.default) for term in usual if kind and term.domain and fits(kind, term.domain)}
            for listed in (name for name, codes in self.added.items() if key in codes):
                values[SKOS_IN_SCHEME] = names.CODE + listed
            for iri, value in sorted({**values, **implied[key]}.items()):
                term = self.vocabulary.property_of(iri)
                if term is not None and iri not in given[key]:
                    statement = Statement(key, term, NamedNode(value), record, record.where)
                    self.result.statements.append(statement)

    def single_values(self) -> None:
        first: dict[tuple[str, str, str | None], Statement] = {}
        for statement in self.result.statements:
            if not statement.property.functional:
                continue
            language = statement.value.language if isinstance(statement.value, Literal) else None
            earlier = first.setdefault((statement.subject, statement.property.iri, language), statement)
            if earlier.value != statement.value:
                self.problem(
                    statement.where,
                    f"{statement.property.key} of {statement.subject} has one value"
                    f"{f' in each language ({language})' if language else ''}: "
                    f"{_shown(statement.value)} here, {_shown(earlier.value)} at {earlier.where}",
                )

    def companions(self) -> None:
        stated: dict[str, set[str]] = defaultdict(set)
        for statement in self.result.statements:
            stated[statement.subject].add(statement.property.iri)
        for statement in self.result.statements:
            for needed in sorted(statement.property.requires - stated[statement.subject]):
                other = self.vocabulary.property_of(needed)
                key = other.key if other else names.short(needed)
                self.problem(statement.where, f"{statement.property.key} of {statement.subject} without {key}:")

    def cycles(self) -> None:
        edges: dict[str, dict[str, dict[str, Statement]]] = defaultdict(lambda: defaultdict(dict))
        for statement in self.result.statements:
            if statement.property.acyclic and statement.value.value.startswith(names.ID):
                target = statement.value.value.removeprefix(names.ID)
                edges[statement.property.key][statement.subject].setdefault(target, statement)
        for key, graph in edges.items():
            for circle in _circles(graph):
                where = graph[circle[-2]][circle[-1]].where
                self.problem(where, f"{key} forms a cycle: {cut(' -> '.join(circle), 300)}")

    def names(self) -> None:
        named = {
            statement.subject
            for statement in self.result.statements
            if statement.property.annotation
            and statement.property.functional
            and isinstance(statement.value, Literal)
            and statement.value.language == "en"
            and RDFS_LABEL in statement.property.ancestors
        }
        for key, record in self.result.definitions.items():
            kind = self.result.classes.get(key)
            if kind is not None and kind.label_pattern is None and key not in named:
                self.problem(record.where, f'"{key}" has no English name; write label: {{en: …}}')

    def names_of_codes(self) -> None:
        """Report the codes of records that a code list has already, by its key or a name."""
        added = {key for codes in self.added.values() for key in codes}
        known = self.vocabulary.open_names
        for key in sorted(added & known.keys()):
            code, where = known[key], self.result.definitions[key].where
            self.problem(where, f'"{key}" is a name of the code {code.key} of {code.list}; use that code')
        for statement in self.result.statements:
            term, text = statement.property, statement.value.value
            named = not {SKOS_PREF_LABEL, SKOS_ALT_LABEL}.isdisjoint((term.iri, *term.ancestors))
            if statement.subject in added and named and text.lower() in known:
                code = known[text.lower()]
                message = f'"{cut(text)}" is a name of the code {code.key} of {code.list}; use that code'
                self.problem(statement.where, f"{term.key}: {message}")


def _circles(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """For each edge that leads back to where the walk came from, the circle it closes; its last step is that edge."""
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path, place, waiting = [start], {start: 0}, [iter(edges[start])]
        while waiting:
            target = next(waiting[-1], None)
            if target is None:
                waiting.pop()
                left = path.pop()
                del place[left]
                done.add(left)
            elif target in place:
                yield [*path[place[target] :], target]
            elif target not in done:
                place[target] = len(path)
                path.append(target)
                waiting.append(iter(edges.get(target, ())))


def expected(term: PropertyTerm) -> str:
    """What the values of a property are, in the words of a message: ``Place, a code of province``."""
    if not term.links:
        return literals.expected(term.datatypes)
    parts = [_listed(term.ranges)] if term.ranges else []
    parts.extend(f"a code of {name}" for name in term.code_lists)
    return ", ".join(parts)


def _as_days(text: str) -> str:
    """How to write a month, or a span of months or years, as an interval; the tail of a message."""
    if not re.fullmatch(r"[12]\d{3}-(?:0[1-9]|1[0-2])(?:/[12]\d{3}-(?:0[1-9]|1[0-2]))?|[12]\d{3}/[12]\d{3}", text):
        return ""
    fiscal = "; a fiscal year from its own first day to its last" if len(text) == 9 else ""
    return f"; write it from its first day to its last ({days(text)}{fiscal})"


def _listed(classes: Iterable[str]) -> str:
    if not ANYTHING.isdisjoint(classes):
        return "any record"
    return ", ".join(sorted(names.short(iri).removeprefix("cr:") for iri in classes))


def _shown(value: NamedNode | Literal) -> str:
    return f'"{cut(value.value)}"' if isinstance(value, Literal) else names.short(value.value)
