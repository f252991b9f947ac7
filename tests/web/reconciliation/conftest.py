"""The shipped graph and a small invented one, as the reconciliation service sees them; and both served."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from protocol import served
from support import trig

from kg.store.oxigraph import OxigraphGraph
from kg.web.reconciliation import catalogue
from kg.web.reconciliation.catalogue import Catalogue

#: Two bays of one name in different countries, links to another dataset, a value of each kind, and names that are HTML.
HARBOURS = trig("""
source:log {
  id:gull a cr:Harbour ; rdfs:label "Gull Haven"@en, "海鸥港"@zh-Hans ; skos:altLabel "The Haven"@en, "GH" ;
    cr:acronym "GH" ; cr:country id:norland ; cr:depth 12.5 ; cr:berths 7 ; cr:opened "1900-12-31"^^xsd:date ;
    cr:free true ; cr:motto "Come in"@en, "进来"@zh-Hans ; cr:site "javascript:alert(1)" ;
    skos:exactMatch <http://example.org/ports/Q77> ; skos:closeMatch <http://example.org/ports/Q78> .
  id:tern-north a cr:Harbour ; rdfs:label "Tern Bay"@en ; cr:country id:norland .
  id:tern-south a cr:Harbour ; rdfs:label "Tern Bay"@en ; cr:country id:sudland .
  id:tern-lost a cr:Harbour ; rdfs:label "Tern Rock"@en .
  id:gull-ship a cr:Ship ; rdfs:label "Gull Haven"@en ; cr:calls id:gull, id:tern-north .
  id:norland a cr:Country ; rdfs:label "Norland"@en ; skos:exactMatch <http://example.org/countries#NOR> .
  id:sudland a cr:Country ; rdfs:label "Sudland"@en .
  id:script a cr:Country ; rdfs:label "<script>alert('x')</script>"@en ; skos:altLabel "</title><b>&\\"q"@en .
  id:tern-figure a qb:Observation ; rdfs:label "Tern Bay, depth"@en .
}
<https://w3id.org/certreg/code> {
  <https://w3id.org/certreg/code/cargo> a skos:ConceptScheme ; rdfs:label "Cargo"@en .
  <https://w3id.org/certreg/code/cargo/rope> a skos:Concept ; rdfs:label "rope"@en ;
    skos:inScheme <https://w3id.org/certreg/code/cargo> .
}
<https://w3id.org/certreg/ns> {
  cr:Place a owl:Class ; rdfs:label "place"@en .
  cr:Harbour a owl:Class ; rdfs:label "harbour"@en ; rdfs:subClassOf cr:Place ; skos:definition "Where ships lie."@en .
  cr:Country a owl:Class ; rdfs:label "country"@en ; rdfs:subClassOf cr:Place .
  cr:Ship a owl:Class ; rdfs:label "ship"@en .
  cr:country a owl:ObjectProperty ; rdfs:label "lies in"@en ; skos:definition "The country of a harbour."@en .
  cr:calls a owl:ObjectProperty ; rdfs:label "calls at"@en .
}
""")


@pytest.fixture(scope="session")
def harbours() -> Catalogue:
    return catalogue.read(HARBOURS)


@pytest.fixture(scope="session")
def shipped(graph: OxigraphGraph) -> Catalogue:
    return catalogue.read(graph)


@pytest.fixture(scope="session")
def service(harbours: Catalogue) -> Iterator[httpx.Client]:
    """A client of the harbours' service, which runs under uvicorn."""
    with served(harbours) as address, httpx.Client(base_url=address, timeout=300) as client:
        yield client
