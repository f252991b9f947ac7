"""Records from what people have: a table, RDF, SSSOM, or the graph itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from kg import names
from kg.ask.entities import all_names
from kg.errors import DataError, EnvironmentFault, LimitError, NotFound, Problem, UsageError, Where
from kg.files import table
from kg.link.records import Record
from kg.records import sssom
from kg.records.sssom import MappingSet
from kg.store import Graph
from kg.text.suggest import nearest

#: What one machine keeps in memory: about 3 GB.
MOST_RECORDS = 5_000_000
#: What columns are called that hold each part of a record; the first that a table has counts.
GUESSES: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("name", "label", "legal name", "organisation name", "organization name", "company name", "body name"),
        *("organisation", "organization", "company", "body", "laboratory", "title", "subject label"),
        *("名称", "机构名称", "企业名称"),
    ),
    "id": ("id", "key", "identifier", "iri", "uri", "code", "number", "subject id", "lei", "编号"),
    "country": ("country", "country code", "iso2", "jurisdiction", "nation", "国家"),
    "kind": ("type", "class", "kind", "category", "类型"),
}
#: Columns that hold more names, and columns that identify: the scheme is the word that the column's name has.
OTHER_NAMES = re.compile(
    r"\b(alt|alias|also|former|previous|acronym|abbrev|short|local|native|english|other name|aka)|简称|曾用名"
)
IDENTIFIERS = re.compile(r"\b(lei|ror|isni|wikidata|duns|nb|notified body|iso|cnca|uscc|vat|gln|eori|eidas)\b")
_RDF = {
    **{".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG},
    **{".rdf": RdfFormat.RDF_XML, ".xml": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD},
}
_NAME_PROPERTIES = {
    names.expand(curie)
    for curie in ("rdfs:label", "skos:prefLabel", "skos:altLabel", "schema:name", "schema:legalName", "foaf:name")
} | {"http://www.w3.org/ns/regorg#legalName", names.expand("dct:title"), names.expand("cr:acronym")}
_COUNTRY_PROPERTIES = {names.expand(curie) for curie in ("schema:addressCountry", "cr:jurisdiction", "dct:spatial")}
_TYPE = names.expand("rdf:type")


@dataclass(frozen=True)
class Columns:
    """Which columns hold what; empty where the table's own names shall tell."""

    name: tuple[str, ...] = ()
    id: str = ""
    country: str = ""
    kind: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass
class Dataset:
    """Records to link, read as they are asked for."""

    records: Iterable[Record]
    #: what was read as what, to tell the user
    reading: str


def read(path: str, columns: Columns, encoding: str = "utf-8") -> Dataset:
    """The records of a file, or of standard input (``-``).

    A file that ends in .ttl, .nt, .nq, .trig, .rdf or .jsonld is RDF; one that ends in .sssom.tsv is SSSOM, of which
    the subjects are taken; all else is a table.
    Raises UsageError for a column that is not there and DataError for a table that names nothing or is none.
    """
    suffix = Path(path).suffix.lower()
    if suffix in _RDF:
        return Dataset(_of_rdf(path, _RDF[suffix]), f"{path}: RDF")
    if path.endswith(".sssom.tsv"):
        return Dataset(_of_mappings(sssom.read(Path(path))), f"{path}: the subjects of its mappings")
    return _of_table(path, columns, encoding)


def _of_table(path: str, given: Columns, encoding: str) -> Dataset:
    held = ExitStack()
    found = held.enter_context(table.opened(path, encoding))
    layout = layout_of(path, found.columns, given)

    def records() -> Iterator[Record]:
        with held:
            for line, cells in found.rows:
                if len(cells) != len(found.columns):
                    raise DataError(
                        [
                            Problem(
                                Where(found.where.file, line), f"{len(cells)} cells, but {len(found.columns)} columns"
                            )
                        ]
                    )
                record = layout.record(dict(zip(found.columns, cells, strict=True)), str(line))
                if record is not None:
                    yield record

    return Dataset(_once(records()), layout.said(path))


def _once(records: Iterable[Record]) -> Iterator[Record]:
    """Each record once: many registers have a row for each thing that an organisation may do."""
    seen: set[int] = set()
    for record in records:
        known = hash(record)
        if known not in seen:
            seen.add(known)
            yield record
            if len(seen) > MOST_RECORDS:
                raise LimitError(f"more than {MOST_RECORDS:,} records; --engine spark takes larger tables")


@dataclass(frozen=True)
class Layout:
    """Which column of a table holds which part of a record; empty where none does."""

    names: tuple[str, ...]
    id: str
    country: str
    kind: str
    #: column -> scheme of the identifiers in it
    schemes: Mapping[str, str]

    def record(self, cells: Mapping[str, str], line: str) -> Record | None:
        """The record of a row, None where it names nothing; `line` is its key where it has none."""
        called = tuple(dict.fromkeys(name for column in self.names for name in _several(cells.get(column) or "")))
        if not called:
            return None
        return Record(
            (cells.get(self.id) or "").strip() or line,
            called,
            country_code(cells.get(self.country) or ""),
            (cells.get(self.kind) or "").strip(),
            tuple(
                f"{scheme}:{_identifier(value)}"
                for column, scheme in self.schemes.items()
                if (value := (cells.get(column) or "").strip())
            ),
        )

    def said(self, path: str) -> str:
        """What is read as what, for the user."""
        parts = [("keys", self.id), ("countries", self.country), ("kinds", self.kind)]
        parts.append(("identifiers", ", ".join(self.schemes)))
        return "; ".join([f"{path}: names in {', '.join(self.names)}", *(f"{what} in {c}" for what, c in parts if c)])


def layout_of(path: str, there: Sequence[str], given: Columns) -> Layout:
    """What the columns of a table hold, by what the user says, else by their names.

    Raises UsageError for a column that is not there and DataError where none holds names.
    """
    plain = {_plain(column): column for column in there}

    def column(part: str, wanted: str) -> str:
        if wanted and wanted not in there:
            near = nearest(wanted, there)
            hint = f' (did you mean "{near[0]}"?)' if near else f"; it has {', '.join(there[:12])}"
            raise UsageError(f'{path}: no column "{wanted}"{hint}')
        return wanted or next((plain[guess] for guess in GUESSES[part] if guess in plain), "")

    named = [column("name", wanted) for wanted in given.name] or [column("name", "")]
    if not named[0]:
        shown = ", ".join(there[:12])
        raise DataError([Problem(Where(path, 1), f"no column of names: it has {shown}; say which with --name")])
    if not given.name:
        named += [column for column in there if OTHER_NAMES.search(_plain(column)) and column not in named]
    identifying = [column("id", wanted) for wanted in given.identifiers] or [
        column for column in there if IDENTIFIERS.search(_plain(column)) and column not in named
    ]
    schemes = {column: _scheme(column) for column in identifying}
    key, country, kind = column("id", given.id), column("country", given.country), column("kind", given.kind)
    if not key and len(identifying) == 1:
        key = identifying[0]
    return Layout(tuple(named), key, country, kind, schemes)


def _plain(column: str) -> str:
    return re.sub(r"[\s_\-.]+", " ", column).strip().casefold()


def _several(cell: str) -> list[str]:
    return [name for part in cell.split("|") if (name := " ".join(part.split()))]


def _scheme(column: str) -> str:
    found = IDENTIFIERS.search(_plain(column))
    return {"notified body": "nb"}.get(found[1], found[1]) if found else _plain(column)


def _identifier(cell: str) -> str:
    return re.sub(r"[^0-9a-z]", "", cell.rpartition("/")[2].casefold())


def country_code(text: str) -> str:
    """Two letters of ISO 3166 for a code, or a name in any language; empty for what is no country."""
    text = text.strip()
    if len(text) == 2 and text.isalpha():
        return text.upper()
    if not text:
        return ""
    from rigour.territories import lookup_territory

    territory = lookup_territory(text.rpartition("/")[2])
    return territory.code.upper()[:2] if territory is not None else ""


def _of_rdf(path: str, form: RdfFormat) -> Iterator[Record]:
    called: dict[str, dict[str, None]] = {}
    countries: dict[str, str] = {}
    kinds: dict[str, str] = {}
    try:
        for quad in pyoxigraph.parse(path=path, format=form):
            subject = quad.subject
            if isinstance(subject, BlankNode) or not isinstance(subject, NamedNode):
                continue
            predicate, value = quad.predicate.value, quad.object
            if predicate in _NAME_PROPERTIES and isinstance(value, Literal):
                called.setdefault(subject.value, {})[" ".join(value.value.split())] = None
            elif predicate in _COUNTRY_PROPERTIES and isinstance(value, (Literal, NamedNode)):
                countries.setdefault(subject.value, country_code(value.value))
            elif predicate == _TYPE and isinstance(value, NamedNode):
                kinds.setdefault(subject.value, names.short(value.value))
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    except SyntaxError as fault:
        raise DataError([Problem(Where(path, fault.lineno or 0, fault.offset or 0), f"no RDF: {fault.msg}")]) from None
    for iri, own in called.items():
        yield Record(iri, tuple(own), countries.get(iri, ""), kinds.get(iri, ""))


def _of_mappings(mappings: MappingSet) -> Iterator[Record]:
    called: dict[str, dict[str, None]] = {}
    for row in mappings.rows:
        if row["subject_label"]:
            called.setdefault(mappings.iri(row["subject_id"]), {})[row["subject_label"]] = None
    for iri, own in called.items():
        yield Record(iri, tuple(own))


_ENTITIES = f"""
SELECT ?thing ?class ?place WHERE {{
  ?thing a ?class, ?drawn . ?drawn cr:nodeGroup ?group . FILTER(?group != "figure")
  FILTER(STRSTARTS(STR(?thing), "{names.ID}"))
  OPTIONAL {{ ?thing cr:jurisdiction/rdfs:label ?place FILTER(LANG(?place) = "en") }}
}}"""
_SAME = "SELECT ?thing ?other WHERE { ?thing skos:exactMatch ?other }"
#: Where identifiers of a scheme lie on the web.
_SCHEMES = {
    "http://www.wikidata.org/entity/": "wikidata",
    "https://ror.org/": "ror",
    "https://isni.org/isni/": "isni",
    "https://www.gleif.org/lei/": "lei",
}


def of_graph(graph: Graph, classes: frozenset[str] = frozenset(), codes: Sequence[str] = ()) -> Dataset:
    """The entities of a graph, no claims or figures; only those of one of the classes (IRIs) where some are given.

    With `codes` the members of these code lists (``product-category``) instead. Raises NotFound for an unknown list.
    """
    called = all_names(graph)
    if codes:
        return Dataset([Record(iri, called[iri]) for iri in _members(called, codes)], f"the graph: {', '.join(codes)}")
    kinds: dict[str, set[str]] = {}
    countries: dict[str, str] = {}
    for thing, kind, place in _rows(graph, _ENTITIES):
        kinds.setdefault(thing.value, set()).add(kind.value)
        if place is not None:
            countries[thing.value] = country_code(place.value)
    identifiers: dict[str, list[str]] = {}
    for thing, other in _rows(graph, _SAME):
        for start, scheme in _SCHEMES.items():
            if other.value.startswith(start):
                identifiers.setdefault(thing.value, []).append(f"{scheme}:{_identifier(other.value)}")
    records = [
        Record(iri, called[iri], countries.get(iri, ""), identifiers=tuple(sorted(identifiers.get(iri, ()))))
        for iri in sorted(called)
        if iri in kinds and (not classes or classes & kinds[iri])
    ]
    return Dataset(records, "the graph")


def _members(called: Iterable[str], codes: Sequence[str]) -> list[str]:
    by_list: dict[str, list[str]] = {}
    for iri in sorted(called):
        if iri.startswith(names.CODE) and "/" in iri.removeprefix(names.CODE):
            by_list.setdefault(iri.removeprefix(names.CODE).partition("/")[0], []).append(iri)
    for code in codes:
        if code not in by_list:
            raise NotFound("code list", code, nearest(code, by_list))
    return [iri for code in codes for iri in by_list[code]]


def _rows(graph: Graph, query: str) -> list[tuple[Any, ...]]:
    answer = graph.select(query)
    return list(answer.rows)
