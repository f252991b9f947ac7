"""The records of a dataset to link: a table, RDF, SSSOM, or the graph itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat

from kg import names
from kg.ask.entities import all_names
from kg.errors import DataError, EnvironmentFault, LimitError, NotFound, Problem, Where
from kg.files import table
from kg.files.cells import MAX_CELL
from kg.link import identifiers
from kg.link.columns import Columns, country_code, layout_of, sample_size
from kg.link.records import LinkRecord
from kg.link.register import NamedThings
from kg.rdf import foreign
from kg.rdf.terms import RDF_TYPE
from kg.records import sssom, sssom_reader
from kg.records.sssom import MappingSet
from kg.store import Graph
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import is_store
from kg.text.suggest import nearest

#: What one machine keeps in memory: about 3 GB.
MOST_RECORDS = 5_000_000
_RDF = {
    **{".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG},
    **{".rdf": RdfFormat.RDF_XML, ".xml": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD},
}


_NAME_PROPERTIES = {
    *map(names.expand, ("rdfs:label", "skos:prefLabel", "skos:altLabel", "foaf:name", "dct:title", "dc:title")),
    *map(names.expand, ("schema:name", "schema:legalName", "schema:alternateName", "cr:acronym")),
    "http://www.w3.org/ns/regorg#legalName",
}
_COUNTRY_PROPERTIES = {names.expand(curie) for curie in ("schema:addressCountry", "cr:jurisdiction", "dct:spatial")}


@dataclass
class Dataset:
    """Records to link, read as they are asked for."""

    records: Iterable[LinkRecord]
    #: which column was read as what, for the user
    reading: str
    #: whether its names are known to be those of organisations
    organisations: bool = False
    #: things of a register store next to the records, of which only those are read that may match
    register: NamedThings | None = None


def read(path: str, columns: Columns, encoding: str = "utf-8", separator: str | None = None) -> Dataset:
    """The records of a file, or of standard input (``-``).

    The folder of a register store gives its things. A file that ends in .ttl, .nt, .nq, .trig, .rdf or .jsonld is RDF;
    one that ends in .sssom.tsv is SSSOM, of which the subjects are taken; all else is a table, whose `separator` is
    guessed unless given. The invalid rows of a file of mappings are left out and counted.
    Raises UsageError for a column that is not there, DataError for a file that is no table or has no names, and
    EnvironmentFault for a file that cannot be read or is no plain file (a pipe may never end).
    """
    if path != table.STDIN and is_store(Path(path)):
        return of_register(RegisterGraph(Path(path)), guess_identifiers=columns.guess_identifiers)
    if path != table.STDIN and Path(path).exists() and not Path(path).is_file():
        raise EnvironmentFault(f"{path}: not a plain file; to read from a pipe, name it - and redirect the pipe to it")
    suffix = Path(path).suffix.lower()
    if suffix in _RDF:
        return Dataset(_of_rdf(path, _RDF[suffix]), f"{path}: RDF")
    if path.endswith(".sssom.tsv"):
        mappings, problems = sssom_reader.read_valid(Path(path))
        more = f"; {len(problems):,} invalid rows left out, the first: {problems[0]}" if problems else ""
        return Dataset(_of_mappings(mappings), f"{path}: the subjects of its mappings{more}")
    return _of_table(path, columns, encoding, separator)


def of_register(
    graph: RegisterGraph,
    classes: frozenset[str] = frozenset(),
    *,
    organisations: bool = False,
    guess_identifiers: bool = True,
) -> Dataset:
    """The things of a register store, without its records; `classes` and `organisations` as for `of_graph`."""
    properties = {"name": frozenset(_NAME_PROPERTIES), "country": frozenset(_COUNTRY_PROPERTIES)}
    register = NamedThings(graph, properties, classes, organisations=organisations, guess_identifiers=guess_identifiers)
    return Dataset([], register.reading, register=register)


def _of_table(path: str, given: Columns, encoding: str, separator: str | None) -> Dataset:
    with ExitStack() as opening:
        source = opening.enter_context(table.opened(path, encoding, separator))
        rows = iter(source.rows)
        first = list(islice(rows, sample_size(len(source.columns))))
        sample = [dict(zip(source.columns, cells, strict=False)) for _, cells in first]
        layout = layout_of(path, source.columns, given, sample)
        held = opening.pop_all()
    places = [(column, source.columns.index(column)) for column in layout.used]

    def records() -> Iterator[LinkRecord]:
        with held:
            for line, cells in chain(first, rows):
                if len(cells) != len(source.columns):
                    message = f"{len(cells)} cells, but {len(source.columns)} columns"
                    raise DataError([Problem(Where(source.where.file, line), message)])
                record = layout.record({column: cells[place] for column, place in places}, str(line))
                if record is not None:
                    yield record

    return Dataset(_once(records()), layout.description(path), layout.organisations)


def _once(records: Iterable[LinkRecord]) -> Iterator[LinkRecord]:
    """Each record once: many registers have a row for each thing that an organisation may do."""
    seen: set[int] = set()
    for record in records:
        known = hash(record)
        if known not in seen:
            seen.add(known)
            yield record
            if len(seen) > MOST_RECORDS:
                raise LimitError(f"more than {MOST_RECORDS:,} records; --engine spark takes larger tables")


def _of_rdf(path: str, form: RdfFormat) -> Iterator[LinkRecord]:
    labels: dict[str, dict[str, None]] = {}
    countries: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for quad in foreign.quads(Path(path), form):
        subject = quad.subject
        if not isinstance(subject, NamedNode):
            continue
        predicate, value = _https(quad.predicate.value), quad.object
        if predicate in _NAME_PROPERTIES and isinstance(value, Literal):
            if len(value.value) > MAX_CELL:
                continue  # a text that long is no name
            labels.setdefault(subject.value, {})[" ".join(value.value.split())] = None
        elif predicate in _COUNTRY_PROPERTIES and isinstance(value, Literal | NamedNode):
            countries.setdefault(subject.value, country_code(value.value))
        elif predicate == RDF_TYPE and isinstance(value, NamedNode):
            kinds.setdefault(subject.value, names.short(_https(value.value)))
    for iri, own in labels.items():
        yield LinkRecord(iri, tuple(own), countries.get(iri, ""), kinds.get(iri, ""))


def _https(iri: str) -> str:
    """An IRI with the terms of schema.org under https; many files have them under http."""
    return "https" + iri.removeprefix("http") if iri.startswith("http://schema.org/") else iri


def _of_mappings(mappings: MappingSet) -> Iterator[LinkRecord]:
    labels: dict[str, dict[str, None]] = {}
    for row in mappings.rows:
        label, subject = row["subject_label"], row["subject_id"]
        if label and subject != sssom.NO_TERM:
            labels.setdefault(mappings.iri(subject) if subject else label, {})[label] = None
    for key, own in labels.items():
        yield LinkRecord(key, tuple(own))


#: Web pages and reports that the graph cites are no counterparts of anything, unless their class is asked for.
_ENTITIES = f"""
SELECT ?thing ?class ?group ?place ?organisation WHERE {{
  ?thing a ?class, ?drawn . ?drawn cr:nodeGroup ?group . FILTER(?group != "figure")
  FILTER(STRSTARTS(STR(?thing), "{names.ID}"))
  OPTIONAL {{ ?thing cr:jurisdiction/rdfs:label ?place FILTER(LANG(?place) = "en") }}
  BIND(EXISTS {{ ?thing a org:Organization }} AS ?organisation)
}}"""
_CITED = "source"
_SAME = "SELECT ?thing ?other WHERE { ?thing skos:exactMatch ?other }"
#: Where identifiers of a scheme lie on the web.
_SCHEMES = {
    "http://www.wikidata.org/entity/": "wikidata",
    "https://ror.org/": "ror",
    "https://isni.org/isni/": "isni",
    "https://www.gleif.org/lei/": "lei",
}


def of_graph(
    graph: Graph, classes: frozenset[str] = frozenset(), codes: Sequence[str] = (), *, organisations: bool = False
) -> Dataset:
    """The entities of a graph without claims, figures and the pages that it cites.

    With `classes` (IRIs) only entities of one of them; with `organisations` only organisations; with `codes` the
    members of these code lists (``product-category``) instead. Raises NotFound for an unknown list.
    """
    labels = all_names(graph)
    if codes:
        return Dataset(
            [LinkRecord(iri, labels[iri]) for iri in _members(labels, codes)], f"the graph: {', '.join(codes)}"
        )
    chosen: set[str] = set()
    countries: dict[str, str] = {}
    for thing, kind, group, place, organisation in _rows(graph, _ENTITIES):
        if classes:
            wanted = kind.value in classes
        else:
            wanted = group.value != _CITED and (not organisations or organisation.value == "true")
        if wanted:
            chosen.add(thing.value)
        if place is not None:
            countries[thing.value] = country_code(place.value)
    elsewhere: dict[str, list[str]] = {}
    for thing, other in _rows(graph, _SAME):
        for start, scheme in _SCHEMES.items():
            if other.value.startswith(start) and (identifier := identifiers.canonical(scheme, other.value)):
                elsewhere.setdefault(thing.value, []).append(identifier)
    records = [
        LinkRecord(iri, labels[iri], countries.get(iri, ""), identifiers=tuple(sorted(elsewhere.get(iri, ()))))
        for iri in sorted(chosen & labels.keys())
    ]
    return Dataset(records, "the graph's organisations" if organisations and not classes else "the graph")


def _members(labelled: Iterable[str], codes: Sequence[str]) -> list[str]:
    by_list: dict[str, list[str]] = {}
    for iri in sorted(labelled):
        if iri.startswith(names.CODE) and "/" in iri.removeprefix(names.CODE):
            by_list.setdefault(iri.removeprefix(names.CODE).partition("/")[0], []).append(iri)
    for code in codes:
        if code not in by_list:
            raise NotFound("code list", code, nearest(code, by_list))
    return [iri for code in codes for iri in by_list[code]]


def _rows(graph: Graph, query: str) -> list[tuple[Any, ...]]:
    answer = graph.select(query)
    return list(answer.rows)
