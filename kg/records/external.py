"""Files of external quads (``--data FILE.nq``): statements that were not made from records, each graph with a source.

A graph is named ``https://w3id.org/certreg/source/KEY`` and holds two things. The description of its source
(``id:KEY``, of class Source, with a name, a publisher and a date) is read as a record, so every rule for sources
applies to it. The other statements describe things elsewhere: they contain no IRI of this graph, and no term of its
ontology is their subject, so they cannot alter the curated records. The exception are the entries of a register,
``id:KEY-…``, which `kg import` describes in terms of the ontology. Links (skos:exactMatch …) are records and lead
from one to the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from kg import names
from kg.errors import DataError, Problem, Where, cut
from kg.files import yaml
from kg.files.yaml import Scalar
from kg.rdf import foreign
from kg.rdf.serialize import language_tag
from kg.rdf.terms import PROV_WAS_DERIVED_FROM, RDF_TYPE, RDFS_LABEL
from kg.rdf.vocabulary import IN_SOURCE, KNOWN_FROM, STATED_IN, Vocabulary
from kg.records.reader import Passage, Record, Records
from kg.store import Term
from kg.store.oxigraph import rewritten
from kg.text.literals import NOT_TEXT

FORMATS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
#: About half a million statements: read in some ten seconds, with a gigabyte of memory.
MAX_BYTES = 64 * 1024 * 1024

#: What the loader says of every passage by itself.
_OF_A_PASSAGE = frozenset({RDF_TYPE, IN_SOURCE, names.expand("dct:isPartOf"), RDFS_LABEL})
#: Statements about words rather than things; and owl:sameAs, which would make two things one.
_ABOUT_WORDS = frozenset(names.expand(f"rdfs:{word}") for word in ("subClassOf", "subPropertyOf", "domain", "range"))
_PREFIX = re.compile(r"\s*@?(?:prefix|base)\b", re.IGNORECASE)


def parted(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """(files of quads, files of records), by how their names end."""
    listed = list(files)
    quads = [path for path in listed if path.suffix in FORMATS]
    return quads, [path for path in listed if path.suffix not in FORMATS]


def read(files: Sequence[Path], records: Records, terms: Vocabulary) -> None:
    """Add the sources of files of quads, their quads and every problem met to records that were read."""
    words = words_of(terms)
    for path in files:
        _File(path, records, terms, words).read()


def words_of(terms: Vocabulary) -> frozenset[str]:
    """The IRIs that the ontology and the code lists define; external statements may not describe them."""
    return frozenset(
        triple.subject.value
        for triple in (*terms.ontology, *terms.code_triples)
        if isinstance(triple.subject, NamedNode)
    )


def fault(triple: Triple, words: Collection[str], own: str = "") -> str | None:
    """Why an external statement is refused, as a kind of reason; None when it is accepted.

    `own` is how the IRIs of a register's own entries begin; these may be described in terms of the ontology.
    """
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
        return "a blank node or a quoted triple; only things with addresses and values can be traced"
    entry = bool(own) and subject.value.startswith(own)
    for term in (subject, predicate, value):
        if isinstance(term, NamedNode) and term.value.startswith(names.BASE) and not entry:
            return "an address of this graph; external files may describe only things elsewhere"
    if subject.value in words:
        return "about a term of the ontology, which only the ontology may define"
    if predicate.value in _ABOUT_WORDS or predicate.value.startswith(names.PREFIXES["owl"]):
        return "would change what terms mean, or merge things"
    if isinstance(value, Literal) and NOT_TEXT.search(value.value):
        return "a text with a control character"
    return None


def rewriting(where: Where, count: int, before: Literal, after: Literal) -> str:
    """The notice that the engine does not keep the text of literals in so many statements, with one as an example."""
    return (
        f"{where}: in {count:,} statement{'s' * (count != 1)} the engine writes the same value differently, "
        f'as "{cut(before.value)}" ({names.curie(before.datatype.value)}) becomes '
        f'"{cut(after.value)}" ({names.curie(after.datatype.value)})'
    )


def shown(triple: Triple) -> str:
    """What has an address in a triple; the text of a stranger's literal is not repeated."""
    return " ".join(cut(names.curie(term.value)) if isinstance(term, NamedNode) else "…" for term in triple)


def _naming(term: NamedNode | Literal) -> re.Pattern[str]:
    """What names a term in a line: its text, or behind a prefix the last part of its IRI."""
    text = re.escape(term.value[:60])
    last = re.split(r"[/#]", term.value)[-1] if isinstance(term, NamedNode) else ""
    return re.compile(rf"{text}|(?<=:){re.escape(last)}(?![\w-])" if last else text)


class _File:
    """One file of quads, read into a `Records`."""

    def __init__(self, path: Path, records: Records, terms: Vocabulary, words: Collection[str]) -> None:
        self.path = path
        self.records = records
        self.terms = terms
        self.words = words
        self.content = b""

    def problem(self, message: str, *about: Term) -> None:
        self.records.problems.append(Problem(self.where(*about), message))

    def where(self, *about: Term) -> Where:
        """The line that names most of these terms, the first of such lines; the parser gives no positions of quads."""
        named = [_naming(term) for term in about if isinstance(term, NamedNode | Literal)]
        best, most = 0, 0
        for number, line in enumerate(self.content.decode("utf-8", "replace").splitlines() if named else (), 1):
            count = 0 if _PREFIX.match(line) else sum(form.search(line) is not None for form in named)
            if count > most:
                best, most = number, count
                if most == len(named):
                    break
        return Where.of(self.path, best)

    def read(self) -> None:
        graphs: dict[str, list[Triple]] = defaultdict(list)
        for quad in self.quads():
            if isinstance(quad.graph_name, NamedNode):
                graphs[quad.graph_name.value].append(quad.triple)
            else:
                outside = "the default graph" if isinstance(quad.graph_name, DefaultGraph) else "a blank node"
                self.problem(f"a statement in {outside}; its graph has to be named, {names.SOURCE}KEY", *quad.triple)
                return
        for name, triples in graphs.items():
            self.graph(name, triples)

    def quads(self) -> list[Quad]:
        try:
            if not self.path.is_file() or self.path.stat().st_size > MAX_BYTES:
                self.problem(f"no ordinary file of at most {MAX_BYTES:,} bytes; ask for less, or split it by source")
                return []
            self.content = self.path.read_bytes()
            parsed = foreign.parse_content(self.content, FORMATS[self.path.suffix], Where.of(self.path))
        except OSError as fault:
            self.problem(f"cannot be read: {fault.strerror}")
        except DataError as fault:
            self.records.problems.extend(fault.problems)
        else:
            if not parsed:
                self.problem("an empty file")
            self.say_what_is_rewritten(parsed)
            return parsed
        return []

    def say_what_is_rewritten(self, quads: Sequence[Quad]) -> None:
        """Add a notice when the engine does not keep the text of some literals."""
        changed = rewritten(quad.object for quad in quads if isinstance(quad.object, Literal))
        if changed:
            count = sum(quad.object in changed for quad in quads)
            self.records.notices.append(rewriting(Where.of(self.path), count, *next(iter(changed.items()))))

    def graph(self, name: str, triples: Sequence[Triple]) -> None:
        key = name.removeprefix(names.SOURCE)
        if not name.startswith(names.SOURCE) or not names.KEY.match(key):
            self.problem(
                f'"{cut(name, 200)}" is not a valid name for an external graph; name it {names.SOURCE}KEY',
                NamedNode(name),
            )
            return
        if key in self.records.sources:
            self.problem(f'"{key}" is a source already; a file of quads brings a source of its own', NamedNode(name))
            return
        described: list[Triple] = []
        statements: list[Quad] = []
        faults: dict[str, list[Triple]] = {}
        taken = any(record.key.startswith(f"{key}-") for record in self.records.records)
        own = "" if taken else f"{names.ID}{key}-"  # a register's entries, as kg import calls them
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if subject == names.entity(key):
                described.append(triple)
            elif subject == NamedNode(name) and predicate.value in _OF_A_PASSAGE:
                continue
            elif (
                subject == NamedNode(name) and predicate.value == PROV_WAS_DERIVED_FROM and isinstance(value, NamedNode)
            ):
                statements.append(Quad(subject, predicate, value, NamedNode(name)))
            elif (wrong := fault(triple, self.words, own)) is not None:
                faults.setdefault(wrong, []).append(triple)
            else:
                statements.append(Quad(subject, predicate, value, NamedNode(name)))
        for wrong, of_a_kind in faults.items():
            first, *others = of_a_kind
            more = f" ({len(others):,} more statements of this kind)" if others else ""
            self.problem(f"{shown(first)}: {wrong}{more}", *first)
        self.records.external[key] = statements
        self.source(key, described)

    def source(self, key: str, described: Sequence[Triple]) -> None:
        """The description of a source, as a record."""
        where = self.where(names.entity(key))
        classes = {
            kind.iri: kind
            for triple in described
            if triple.predicate.value == RDF_TYPE
            and isinstance(triple.object, NamedNode)
            and (kind := self.terms.class_of(triple.object.value)) is not None
        }
        above = {iri for kind in classes.values() for iri in kind.ancestors}
        lowest = [kind for iri, kind in classes.items() if iri not in above]
        if len(lowest) != 1:
            message = f'nothing says what "{key}" is' if not lowest else f'"{key}" is of several classes'
            needed = "of class Source, with a name, a publisher and a date"
            self.problem(f"{message}; its graph needs <{names.ID}{key}> {needed}", NamedNode(names.SOURCE + key))
            return
        passage = Passage(key, None, None, where)
        self.records.passages.append(passage)
        self.records.sources.add(key)
        statements = tuple(self.statements(described, where))
        self.records.records.append(Record(key, where, Scalar(lowest[0].key, where), None, statements, passage))

    def follows(self, triple: Triple, described: Sequence[Triple], implied: Collection[str]) -> bool:
        """Whether a statement with a term that no record uses follows from another, or is the loader's."""
        iri = triple.predicate.value
        if iri in (STATED_IN, KNOWN_FROM) or self.terms.property_of(iri) is None:
            return iri in implied
        below = (self.terms.property_of(other.predicate.value) for other in described if other.object == triple.object)
        return any(term is not None and iri in term.ancestors for term in below)

    def statements(self, described: Sequence[Triple], where: Where) -> Iterable[tuple[Scalar, yaml.Node]]:
        """Property and values, as a file of records would have them; what follows from others is left to the loader."""
        implied = {iri for term in self.terms.properties.values() for iri in term.ancestors}
        implied |= {RDF_TYPE, PROV_WAS_DERIVED_FROM, STATED_IN, KNOWN_FROM}
        plain: dict[str, yaml.Sequence] = {}
        tagged: dict[str, dict[str, yaml.Sequence]] = {}
        for triple in described:
            term = self.terms.property_of(triple.predicate.value)
            if (term is None or term.abstract or term.derived_only) and self.follows(triple, described, implied):
                continue
            name = term.key if term is not None else names.curie(triple.predicate.value)
            value = triple.object
            if isinstance(value, Literal) and value.language:
                texts = tagged.setdefault(name, {}).setdefault(language_tag(value.language), yaml.Sequence(where))
            else:
                texts = plain.setdefault(name, yaml.Sequence(where))
            text = names.short(value.value) if isinstance(value, NamedNode) else getattr(value, "value", "")
            texts.items.append(Scalar(str(text), where))
        for name, items in plain.items():
            yield Scalar(name, where), items
        for name, by_language in tagged.items():
            entries = {tag: (Scalar(tag, where), items) for tag, items in by_language.items()}
            yield Scalar(name, where), yaml.YamlMapping(where, dict(entries))
