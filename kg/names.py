"""Prefixes, and the mapping between keys and IRIs. No other module makes IRIs."""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import NamedNode

BASE = "https://w3id.org/certreg/"
NS = BASE + "ns#"
ID = BASE + "id/"
CODE = BASE + "code/"
SOURCE = BASE + "source/"
DERIVED = BASE + "derived/"
ONTOLOGY_GRAPH = BASE + "ns"
CODE_GRAPH = BASE + "code"
#: The whole graph as a dataset that can be published and cited.
DATASET = BASE + "dataset"

#: Every prefix that a query, a file or a message of this package may use.
PREFIXES = {
    "cr": NS,
    "id": ID,
    "code": CODE,
    "source": SOURCE,
    "derived": DERIVED,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "m8g": "http://data.europa.eu/m8g/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "schema": "https://schema.org/",
    "unit": "http://qudt.org/vocab/unit/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "adms": "http://www.w3.org/ns/adms#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "pav": "http://purl.org/pav/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}

#: The form of a key: lower case, digits, hyphens; a key never changes once published.
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
#: What it may look like when it is made from a cell of a register: all but these is written as %XX.
REGISTER_KEY = re.compile(r"(?:[A-Za-z0-9]|%[0-9A-F]{2})(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*\Z")
#: A section of a report: "overview", "preamble", or numbers joined by dots.
SECTION = re.compile(r"(?:[a-z]+(?:-[a-z]+)*|[0-9]+(?:\.[0-9]+)*)\Z")

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_BY_LENGTH = sorted(((iri, prefix) for prefix, iri in PREFIXES.items()), key=lambda pair: -len(pair[0]))


def entity(key: str) -> NamedNode:
    """The IRI of an entity, claim or figure: ``cnca`` -> ``https://w3id.org/certreg/id/cnca``."""
    return NamedNode(ID + key)


def passage(source: str, section: str | None = None) -> NamedNode:
    """The IRI of a passage, which is also the name of its graph."""
    return NamedNode(f"{SOURCE}{source}/{section}" if section else SOURCE + source)


def data_set(key: str) -> NamedNode:
    """The data set of the figures of a source or of a rule; of a source also the graph as a whole."""
    return NamedNode(f"{DATASET}/{key}")


def derived(rule: str) -> NamedNode:
    """The graph that holds what one rule derives."""
    return NamedNode(DERIVED + rule)


@lru_cache(maxsize=4096)
def expand(curie: str) -> str:
    """``skos:prefLabel`` -> its IRI. Raises KeyError for a prefix that is not ours."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def node(curie: str) -> NamedNode:
    """`expand`, as a term."""
    return NamedNode(expand(curie))


def short(iri: str) -> str:
    """The shortest name of an IRI a person would recognise.

    Entities give their key (``cnca``), codes ``list/key``, passages ``cnca-2021/2.5.3``, other terms a CURIE
    where the prefix is ours, else the IRI itself.
    """
    for start in (ID, CODE, SOURCE):
        if iri.startswith(start) and len(iri) > len(start):
            return iri[len(start) :]
    return curie(iri)


def curie(iri: str) -> str:
    """``prefix:local`` where a prefix of the project fits and the local part needs no escape, else the IRI."""
    for start, prefix in _BY_LENGTH:
        if iri.startswith(start) and _LOCAL.match(iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def prefix_lines() -> str:
    """All our prefixes as the head of a SPARQL text, on one line so that line numbers stay."""
    return " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())
