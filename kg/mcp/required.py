"""What the shapes ask of a record of a class: which properties it must have, and which are missed where it has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from kg import names, shipped
from kg.build.shacl import SHAPES_FILE
from kg.rdf.vocabulary import ClassTerm, Vocabulary

_SH = "http://www.w3.org/ns/shacl#"
_FIRST, _REST = names.expand("rdf:first"), names.expand("rdf:rest")


@dataclass(frozen=True, slots=True)
class Demand:
    """One property, or one of several."""

    keys: tuple[str, ...]
    #: so many values or more
    least: int = 1
    #: whether a record may do without: a gap
    wanted: bool = False


def asked(kind: ClassTerm, terms: Vocabulary) -> list[Demand]:
    """What the shapes ask of the members of a class, in the order of the shapes."""
    shapes = _shapes()
    above = {kind.iri, *kind.ancestors}
    found: list[Demand] = []
    for shape, described in shapes.items():
        if isinstance(shape, NamedNode) and above & {one.value for one in described.get("targetClass", ())}:
            found += _of_shape(described, shapes, terms, above)
    return found


def _of_shape(
    shape: _Described, shapes: dict[_Node, _Described], terms: Vocabulary, above: Set[str]
) -> Iterator[Demand]:
    for node in shape.get("property", ()):
        least, key = _least(shapes[node]), _key(shapes[node], terms)
        if least and key:
            yield Demand((key,), least, _is_gap(shapes[node]))
    for either in shape.get("or", ()):
        parts = [shapes[part] for part in _items(either, shapes)]
        if any(one.value in above for part in parts for one in part.get("class", ())):
            continue  # the class is enough
        inner = [shapes[one] for part in parts for one in part.get("property", ())]
        keys = [key for one in inner if _least(one) and (key := _key(one, terms))]
        if keys and len(keys) == len(inner):
            yield Demand(tuple(keys), max(map(_least, inner)), _is_gap(shape))


def _key(shape: _Described, terms: Vocabulary) -> str:
    path = shape["path"][0]
    term = terms.property_of(path.value) if isinstance(path, NamedNode) else None
    return term.key if term else ""


def _least(shape: _Described) -> int:
    return max((int(one.value) for one in shape.get("minCount", ())), default=0)


def _is_gap(shape: _Described) -> bool:
    return any(one.value == f"{_SH}Warning" for one in shape.get("severity", ()))


def _items(head: _Node, shapes: dict[_Node, _Described]) -> Iterator[_Node]:
    while head in shapes and _FIRST in shapes[head]:
        yield shapes[head][_FIRST][0]
        head = shapes[head][_REST][0]


_Node = NamedNode | BlankNode
#: The words of a shape (without their namespace) or part of a list -> values.
_Described = dict[str, list[_Node]]


@lru_cache(maxsize=1)
def _shapes() -> dict[_Node, _Described]:
    described: dict[_Node, _Described] = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=shipped.ONTOLOGY / SHAPES_FILE, format=RdfFormat.TURTLE):
        triple: Triple = quad.triple
        described[triple.subject][triple.predicate.value.removeprefix(_SH)].append(triple.object)  # type: ignore
    return described
