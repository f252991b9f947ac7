"""The SPARQL 1.1 service description of the endpoint."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from starlette.responses import Response

from kg import names
from kg.rdf.serialize import serialize
from kg.rdf.terms import RDF_TYPE
from kg.web import formats, replies
from kg.web.pool import Pool

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples JSON-LD RDF_XML"
)


def service_description(address: str, pool: Pool, accept: str) -> Response:
    """The description of the endpoint at `address`, in the format that the Accept header prefers."""
    media_type = formats.negotiate(accept, formats.TRIPLES) or "text/turtle"
    try:
        endpoint = NamedNode(address)
    except ValueError:
        return replies.error(400, "the Host header of the request is not a host", accept)
    body = serialize(_triples(endpoint, pool), formats.TRIPLES[media_type])
    return Response(body, 200, {"Vary": "Accept", "Cache-Control": "no-cache"}, media_type)


def _sd(name: str) -> NamedNode:
    """A term of the vocabulary of service descriptions."""
    return NamedNode(_SD + name)


def _triples(endpoint: NamedNode, pool: Pool) -> list[Triple]:
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    a = NamedNode(RDF_TYPE)
    return [
        Triple(service, a, _sd("Service")),
        Triple(service, _sd("endpoint"), endpoint),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        *(Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name)) for name in _RESULTS.split()),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, a, _sd("Dataset")),
        Triple(dataset, names.node("dct:identifier"), Literal(pool.digest)),
        Triple(dataset, _sd("defaultGraph"), default),
        Triple(default, a, _sd("Graph")),
    ]
