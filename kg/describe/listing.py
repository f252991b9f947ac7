"""What can be listed: the classes that have members, and the code lists; and the members of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.describe import assertions
from kg.errors import NotFound
from kg.store import Graph, Row, Table
from kg.text.normalize import fold
from kg.text.suggest import nearest
from kg.text.words import singular

CLASS, CODE_LIST = "class", "code list"
#: The columns of `lists`.
LISTS = ("list", "listLabel", "kind", "members", "key")
#: So many members are given where nobody asks for another number; a register has millions.
MOST = 1_000

_CODES = f"?thing skos:inScheme ?list FILTER(STRSTARTS(STR(?list), '{names.CODE}'))"
_CLASSES = f"?thing a ?list FILTER(STRSTARTS(STR(?list), '{names.NS}'))"


@dataclass(frozen=True)
class Listable:
    """A class or a code list: IRI, which of the two it is, how many members it has, its names in every language."""

    iri: str
    kind: str
    members: int
    names: Mapping[str, str]

    @property
    def key(self) -> str:
        """What `kg list` takes: ``CertificationScheme``, ``product-category``."""
        return self.iri.removeprefix(names.NS if self.kind == CLASS else names.CODE)


def listable(graph: Graph) -> list[Listable]:
    """All classes with members and all code lists, each kind with the largest first."""
    result: list[Listable] = []
    for kind, pattern in ((CLASS, _CLASSES), (CODE_LIST, _CODES)):
        counted = graph.select(f"SELECT ?list (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }} GROUP BY ?list")
        sizes = {
            iri.value: int(count.value)
            for iri, count in counted.rows
            if isinstance(iri, NamedNode) and isinstance(count, Literal)
        }
        labels = _labels(graph, sizes)
        these = [Listable(iri, kind, size, labels.get(iri, {})) for iri, size in sizes.items()]
        result += sorted(these, key=lambda one: (-one.members, one.key))
    return result


def lists(graph: Graph, lang: str = "en") -> Table:
    """What can be listed, as a table (`LISTS`)."""
    rows: list[Row] = [
        (NamedNode(one.iri), Literal(_title(one, lang)), Literal(one.kind), Literal(one.members), Literal(one.key))
        for one in listable(graph)
    ]
    return Table(LISTS, tuple(rows))


def find(graph: Graph, text: str) -> list[Listable]:
    """The class or code list that a text means, the best first; the others have longer names that end so.

    `text` is a key (``CertificationScheme``), or a label in any language, in the singular or plural, or the end of one
    ("schemes"). Raises NotFound with the nearest names.
    """
    known = listable(graph)
    wanted = _normal(text)
    named = {one.iri: {_normal(name) for name in (one.key, one.iri, *one.names.values())} for one in known}
    if exact := [one for one in known if wanted in named[one.iri]]:
        return exact
    ending = [one for one in known if any(_ends(name, wanted) for name in named[one.iri])]
    if ending and wanted:
        return sorted(ending, key=lambda one: (-one.members, one.key))
    by_name = {name: one.key for one in known for name in named[one.iri]}
    near = nearest(wanted, by_name)
    raise NotFound("class or code list", text, list(dict.fromkeys(by_name[name] for name in near)))


def members(graph: Graph, wanted: Listable, lang: str = "en", most: int = MOST) -> Table:
    """The members of a class or code list by name, at most so many: IRI, name, key, and their kind or their use.

    ``kind`` is the most specific class, where a class has others below it; ``used`` counts the things with a code.
    """
    codes = wanted.kind == CODE_LIST
    pattern = f"?thing skos:inScheme <{wanted.iri}>" if codes else f"?thing a <{wanted.iri}>"
    answer = graph.select(f"SELECT DISTINCT ?thing WHERE {{ {pattern} }} ORDER BY ?thing LIMIT {most}")
    iris = [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]
    shown = entities.labels(graph, iris, lang)
    more = _uses(graph, wanted.iri) if codes else _kinds(graph, wanted.iri, iris, lang)
    rows: list[Row] = [
        (
            NamedNode(iri),
            Literal(shown.get(iri, names.short(iri))),
            *((Literal(more[iri]) if iri in more else None,) if more else ()),
            Literal(names.short(iri)),
        )
        for iri in sorted(iris, key=lambda iri: (fold(shown.get(iri, iri)), iri))
    ]
    extra = (("used" if codes else "kind"),) if more else ()
    return Table(("member", "memberLabel", *extra, "key"), tuple(rows))


def _uses(graph: Graph, code_list: str) -> dict[str, int]:
    answer = graph.select(
        f"SELECT ?code (COUNT(DISTINCT ?thing) AS ?used) WHERE {{ ?code skos:inScheme <{code_list}> "
        f"OPTIONAL {{ ?thing ?relation ?code FILTER(STRSTARTS(STR(?thing), '{names.ID}')) }} }} GROUP BY ?code"
    )
    return {
        code.value: int(used.value)
        for code, used in answer.rows
        if isinstance(code, NamedNode) and isinstance(used, Literal)
    }


def _kinds(graph: Graph, wanted: str, iris: Iterable[str], lang: str) -> dict[str, str]:
    """Member -> the names of its most specific classes below the wanted one; nothing where no class is below it."""
    above = assertions.ancestors(graph)
    below = sorted(iri for iri, parents in above.items() if wanted in parents and iri.startswith(names.NS))
    if not below:
        return {}
    values = " ".join(f"<{iri}>" for iri in (*below, wanted))
    answer = graph.select(
        f"SELECT DISTINCT ?thing ?kind WHERE {{ ?thing a <{wanted}> . VALUES ?kind {{ {values} }} ?thing a ?kind }}"
    )
    kinds: dict[str, set[str]] = {}
    for thing, kind in answer.rows:
        if isinstance(thing, NamedNode) and isinstance(kind, NamedNode):
            kinds.setdefault(thing.value, set()).add(kind.value)
    shown = entities.labels(graph, {*below, wanted}, lang)
    return {
        iri: ", ".join(sorted(shown.get(kind, names.short(kind)) for kind in assertions.lowest(kinds[iri], above)))
        for iri in iris
        if iri in kinds
    }


def _labels(graph: Graph, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    answer = graph.select(f"SELECT DISTINCT ?list ?name WHERE {{ VALUES ?list {{ {values} }} ?list rdfs:label ?name }}")
    by_iri: dict[str, dict[str, str]] = {}
    for iri, name in answer.rows:
        if isinstance(iri, NamedNode) and isinstance(name, Literal):
            by_iri.setdefault(iri.value, {})[name.language or ""] = name.value
    return by_iri


def _title(one: Listable, lang: str) -> str:
    return entities.in_language(one.names, lang) if one.names else one.key


def _normal(text: str) -> str:
    """A name with its words folded and in the singular; ``CertificationScheme`` is two words."""
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in text) if " " not in text else text
    return " ".join(map(singular, fold(words.removeprefix("cr:")).split()))


def _ends(name: str, wanted: str) -> bool:
    return name.endswith(wanted if not wanted.isascii() else f" {wanted}")
