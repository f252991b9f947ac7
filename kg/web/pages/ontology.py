"""``/ns``: the ontology as a page with an anchor for each term, so that the IRI of a term leads to its definition."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import names
from kg.text.language import marked
from kg.web.pages import codes, headings, negotiation, terms
from kg.web.pages.html import render
from kg.web.pages.site import Site

_PATH = "/ns"
#: The properties of the ontology itself that the page shows first.
_ABOUT = {
    names.expand(curie): word
    for curie, word in (
        ("owl:versionInfo", marked("version")),
        ("owl:versionIRI", marked("address of this version")),
        ("dct:issued", marked("issued")),
        ("dct:creator", marked("by")),
        ("dct:license", marked("licence")),
        ("vann:preferredNamespacePrefix", marked("prefix")),
        ("vann:preferredNamespaceUri", marked("namespace")),
    )
}


def routes(site: Site) -> list[Route]:
    """The page and its other formats, at the address of the version too."""

    async def respond(request: Request) -> Response:
        ending = negotiation.split_ending(request.scope["path"])[1]
        return negotiation.respond(request, ending, lambda: _page(site), lambda: _triples(site))

    paths = [_PATH, *_version(site)]
    return [Route(path + ending, respond) for path in paths for ending in ("", *negotiation.ENDINGS)]


def _version(site: Site) -> list[str]:
    """The path of the ontology's version, where it has one on this site."""
    answer = site.graph.select(f"SELECT ?version WHERE {{ <{names.ONTOLOGY_GRAPH}> owl:versionIRI ?version }}")
    iris = [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]
    return ["/" + iri.removeprefix(names.BASE) for iri in iris if site.has_page(iri)]


def _page(site: Site) -> Response:
    known = terms.entries(site)
    lists = codes.lists(site.graph)
    examples = {thing for entry in known for thing in entry.examples}
    return render(
        site,
        "ontology.html",
        path=_PATH,
        iri=names.ONTOLOGY_GRAPH,
        head=headings.heading(site.graph, names.ONTOLOGY_GRAPH, site.lang),
        about=_about(site),
        sorts={
            marked("Classes"): [entry for entry in known if entry.sort == "class"],
            marked("Properties"): [entry for entry in known if entry.sort == "property"],
            marked("Annotations of the ontology itself"): [entry for entry in known if entry.sort == "annotation"],
        },
        labels=site.labels(examples | lists.keys()),
        lists={of: len(members) for of, members in lists.items()},
        endings=negotiation.ENDING_NAMES,
        media_types=negotiation.ENDINGS,
    )


def _about(site: Site) -> list[tuple[str, str]]:
    """(what, value) of the ontology."""
    answer = site.graph.select(f"SELECT ?p ?o WHERE {{ <{names.ONTOLOGY_GRAPH}> ?p ?o }} ORDER BY ?o")
    return [
        (word, value.value)
        for wanted, word in _ABOUT.items()
        for relation, value in answer.rows
        if isinstance(relation, NamedNode) and relation.value == wanted and isinstance(value, NamedNode | Literal)
    ]


def _triples(site: Site) -> list[Triple]:
    return site.graph.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{names.ONTOLOGY_GRAPH}> {{ ?s ?p ?o }} }}")
