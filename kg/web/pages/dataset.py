"""``/dataset``: what the graph contains, its sources and licence, and the graph as files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import names
from kg.build import void
from kg.build.write import FILES
from kg.records import loader
from kg.store import Graph
from kg.text.language import translate
from kg.web import limits, replies
from kg.web.pages import negotiation
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.site import Site

_PATH = "/dataset"
#: Addresses of licences, whose name they hold.
_CREATIVE_COMMONS = re.compile(r"https://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/\Z")


def routes(site: Site) -> list[Route]:
    """The description, computed on first request, and the files."""

    @cache
    def description() -> tuple[list[Triple], int]:
        quads = _quads(site.graph)
        union = {Quad(quad.subject, quad.predicate, quad.object) for quad in quads}
        files = {name: (media_type, None, None) for name, (media_type, _, _) in FILES.items()}
        triples = void.describe(quads, void.count(list(union), quads), files)
        return [quad.triple for quad in loader.in_order(triples)], len(quads)

    async def describe(request: Request) -> Response:
        ending = negotiation.split_ending(request.scope["path"])[1]
        return negotiation.respond(request, ending, lambda: _page(site, *description()), lambda: description()[0])

    async def file(request: Request) -> Response:
        return _file(site, request, request.path_params["name"])

    endings = [Route(_PATH + ending, describe) for ending in ("", *negotiation.ENDINGS)]
    return [*endings, Route(_PATH + "/{name}", file)]


def _page(site: Site, description: list[Triple], quads: int) -> Response:
    about = _Description(description)
    dataset = about.of(names.DATASET)
    creator = about.one(names.DATASET, "dct:creator")
    labels = {creator: creator} | site.labels(
        {one for key in ("prov:wasDerivedFrom", "void:subset") for one in dataset.get(names.expand(key), ())}
        | {one for curie in ("void:class", "void:property") for one in about.objects(curie)}
        | ({creator} if _is_web(creator) else set())
    )
    return render(
        site,
        "dataset.html",
        path=_PATH,
        title=translate(about.one(names.DATASET, "dct:title"), site.lang),
        summary=translate(about.one(names.DATASET, "dct:description"), site.lang),
        languages={
            iri: translate(void.LANGUAGE_NAMES.get(iri, iri), site.lang)
            for iri in about.all(names.DATASET, "dct:language")
        },
        creator=creator,
        licence=lambda address: _CREATIVE_COMMONS.sub(lambda match: f"CC {match[1].upper()} {match[2]}", address),
        iri=names.DATASET,
        about=about,
        labels=labels,
        quads=quads,
        classes=about.parts("void:classPartition", "void:class", "void:entities"),
        properties=about.parts("void:propertyPartition", "void:property", "void:triples"),
        sources=sorted(dataset.get(names.expand("prov:wasDerivedFrom"), ()), key=lambda iri: labels[iri].casefold()),
        linksets={
            iri: names.SOURCE + iri.removeprefix(f"{names.DATASET}/") for iri in sorted(labels) if "/links-" in iri
        },
        files={name: (media_type, keeps) for name, (media_type, keeps, _) in FILES.items()},
        endings=negotiation.ENDING_NAMES,
        media_types=negotiation.ENDINGS,
        schema=_schema(about),
        source_page=lambda iri: site.href(names.SOURCE + iri.removeprefix(names.ID)),
    )


def _is_web(text: str) -> bool:
    return text.startswith(("http://", "https://"))


class _Description:
    """The description, for looking values up."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[str, dict[str, list[str]]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                values = self._values.setdefault(triple.subject.value, {})
                values.setdefault(triple.predicate.value, []).append(triple.object.value)

    def of(self, iri: str) -> Mapping[str, list[str]]:
        return self._values.get(iri, {})

    def one(self, iri: str, curie: str) -> str:
        """The value of a property, "" where there is none."""
        return next(iter(self.of(iri).get(names.expand(curie), ())), "")

    def all(self, iri: str, curie: str) -> list[str]:
        return self.of(iri).get(names.expand(curie), [])

    def objects(self, curie: str) -> set[str]:
        return {value for values in self._values.values() for value in values.get(names.expand(curie), ())}

    def parts(self, part: str, term: str, number: str) -> list[tuple[str, int]]:
        """(class or property, count), the most frequent first."""
        counts = [(self.one(one, term), int(self.one(one, number))) for one in self.all(names.DATASET, part)]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def _schema(about: _Description) -> dict[str, Any]:
    """The description for search engines, in terms of schema.org, without what is unknown."""
    dataset = names.DATASET
    creator = about.one(dataset, "dct:creator")
    schema = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset,
        "url": dataset,
        "name": about.one(dataset, "dct:title"),
        "description": about.one(dataset, "dct:description"),
        "version": about.one(dataset, "dcat:version"),
        "license": about.one(dataset, "dct:license"),
        "datePublished": about.one(dataset, "dct:issued"),
        "inLanguage": about.all(dataset, "dct:language"),
        "creator": {"@type": "Organization", "name": creator} if creator else "",
        "isAccessibleForFree": True,
        "isBasedOn": about.all(dataset, "prov:wasDerivedFrom"),
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": media_type, "contentUrl": f"{dataset}/{name}"}
            for name, (media_type, _, _) in FILES.items()
        ],
    }
    return {key: value for key, value in schema.items() if value}


def _file(site: Site, request: Request, name: str) -> Response:
    if names.KEY.match(name):
        for space in (names.SOURCE, names.DERIVED):
            if (
                site.graph_of(space + name) is not None
            ):  # a data set has the page of the graph whose statements it holds
                return RedirectResponse(str(site.href(space + name)), status_code=303)
    if name not in FILES:
        return missing(site, request, f"dataset/{name}")
    media_type, keeps_graphs, form = FILES[name]
    quads = _quads(site.graph)
    if len(quads) > limits.MAX_ANSWER_TRIPLES:
        message = (
            f"the graph has more than {limits.MAX_ANSWER_TRIPLES:,} quads, which is the limit of a download; "
            "kg build writes the files"
        )
        return replies.error(500, message, request.headers.get("accept", ""))
    if not keeps_graphs:
        quads = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    content = b"".join(form(loader.in_order(set(quads))))
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _quads(graph: Graph) -> list[Quad]:
    answer = graph.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    return [Quad(*row) for row in answer.rows]  # type: ignore[arg-type]
