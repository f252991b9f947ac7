"""The entities a query may mean: candidates with a score from 0 to 100, its parts, and whether one is certain.

The score is that of the name (see `kg.ask.index`). With properties, it is that score times 0.6 + 0.4 x evidence,
where evidence is the mean closeness (0 to 1) of the values given to those in the graph, a property that the graph
knows no value of counting half. Without a name the score is evidence alone. With ``type_strict: should``, entities
of other types lose a fifth. One candidate is a certain match when name or identifier are exact, the type is right, no
property contradicts it, and no other candidate meets all this too (an entity goes before a code of the same name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg import names
from kg.ask.index import LONGEST, Hit
from kg.text.normalize import fold
from kg.web.reconciliation.catalogue import Catalogue, Value, identifier
from kg.web.reconciliation.requests import Evidence, Id, Query

#: Values this close confirm a candidate; names with a typo or two are.
_BEARS_OUT = 0.8
_UNKNOWN = 0.5
#: Texts with less in common have nothing in common.
_LEAST_ALIKE = 0.5
_OTHER_TYPE = 0.8
_EXACT = ("identifier", "exact", "acronym")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity, the hit that found it, and how close each property is (None: the graph knows no value)."""

    thing: str
    hit: Hit | None
    right_type: bool
    closeness: Mapping[str, float | None]

    @property
    def score(self) -> float:
        known = [_UNKNOWN if close is None else close for close in self.closeness.values()]
        evidence = sum(known) / len(known) if known else 1.0
        score = 100 * evidence if self.hit is None else self.hit.score * (0.6 + 0.4 * evidence)
        return round(score if self.right_type else score * _OTHER_TYPE, 1)

    @property
    def sure(self) -> bool:
        """Whether only a namesake could contradict it."""
        if self.hit is None or self.hit.why not in _EXACT or not self.right_type:
            return False
        return all(close is None or close >= _BEARS_OUT for close in self.closeness.values())


def reconcile(catalogue: Catalogue, queries: Mapping[str, Query]) -> dict[str, Any]:
    """The answer to a batch. Raises NotFound for an unknown type or property, with the nearest known ones."""
    return {key: {"result": result(catalogue, query)} for key, query in queries.items()}


def result(catalogue: Catalogue, query: Query) -> list[dict[str, Any]]:
    """The candidates of one query, the best first."""
    candidates = sorted(_candidates(catalogue, query), key=_rank)
    sure = [candidate.thing for candidate in candidates if candidate.sure]
    matches = [thing for thing in sure if not _is_code(thing)] or sure  # an entity goes before a code of its name
    return [_as_json(catalogue, candidate, matches == [candidate.thing]) for candidate in candidates[: query.limit]]


def _rank(candidate: Candidate) -> tuple[float, bool, bool, str]:
    return -candidate.score, not candidate.sure, _is_code(candidate.thing), candidate.thing


def _is_code(thing: str) -> bool:
    return thing.startswith(names.CODE)


def _candidates(catalogue: Catalogue, query: Query) -> list[Candidate]:
    kinds = [catalogue.type(kind) for kind in query.types]
    comparison = _Comparison(catalogue, query.evidence)
    of_kind = [catalogue.members[kind] for kind in kinds]
    right = frozenset.intersection(*of_kind) if query.strict == "all" and kinds else frozenset().union(*of_kind)
    among = right if kinds and query.strict != "should" else None
    hits: dict[str, Hit | None]
    if query.text.strip():
        hits = {hit.thing: hit for hit in catalogue.things.find(query.text, among=among)}
    else:
        hits = dict.fromkeys(catalogue.things if among is None else sorted(among))
    found = [Candidate(thing, hit, not kinds or thing in right, comparison.of(thing)) for thing, hit in hits.items()]
    return [one for one in found if one.hit or any(close and close >= _BEARS_OUT for close in one.closeness.values())]


class _Comparison:
    """How close the values of entities are to those of a query; each pair is compared once."""

    def __init__(self, catalogue: Catalogue, evidence: tuple[Evidence, ...]) -> None:
        self._catalogue = catalogue
        self._wanted: dict[str, list[str | float | bool | Id]] = {}
        for one in evidence:
            if one.values:
                self._wanted.setdefault(catalogue.property(one.property), []).extend(one.values)
        self._known: dict[tuple[str, Value], float] = {}

    def of(self, thing: str) -> dict[str, float | None]:
        """Property -> closeness of its closest value, 0 to 1; None where the graph knows no value."""
        values = self._catalogue.values[thing]
        return {
            property: max((self._close(property, value) for value in values.get(property, ())), default=None)
            for property in self._wanted
        }

    def _close(self, property: str, value: Value) -> float:
        pair = (property, value)
        if pair not in self._known:
            self._known[pair] = max(_alike(self._catalogue, value, wanted) for wanted in self._wanted[property])
        return self._known[pair]


def _alike(catalogue: Catalogue, value: Value, wanted: str | float | bool | Id) -> float:
    """How close a value of the graph is to the one asked for, 0 to 1."""
    if isinstance(wanted, Id):
        return float(catalogue.thing(wanted.text) == value.value)
    if isinstance(wanted, bool):
        return float(value.value == ("true" if wanted else "false"))
    if isinstance(wanted, str):
        return _alike_text(catalogue.called(value), wanted)
    try:
        return float(float(value.value) == wanted)
    except ValueError:
        return 0.0


def _alike_text(known: tuple[str, ...], wanted: str) -> float:
    if len(wanted) > LONGEST:
        return 0.0
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(
        _folded(wanted), map(_folded, known), scorer=OSA.normalized_similarity, score_cutoff=_LEAST_ALIKE
    )
    return float(found[1]) if found else 0.0


#: The same values are compared again and again.
_folded = lru_cache(maxsize=10_000)(fold)


def _as_json(catalogue: Catalogue, candidate: Candidate, match: bool) -> dict[str, Any]:
    features: list[dict[str, Any]] = []
    if candidate.hit:
        features.append({"id": "name", "value": candidate.hit.score})
        features += [{"id": why, "value": candidate.hit.why == why} for why in ("identifier", "exact", "acronym")]
    features.append({"id": "type", "value": candidate.right_type})
    features += [
        {"id": f"property:{identifier(property)}", "value": round(close, 3)}
        for property, close in candidate.closeness.items()
        if close is not None
    ]
    return {
        "id": identifier(candidate.thing),
        "name": catalogue.name(candidate.thing),
        "description": catalogue.about(candidate.thing),
        "type": [
            {"id": identifier(kind), "name": catalogue.name(kind)} for kind in catalogue.types_of[candidate.thing]
        ],
        "score": candidate.score,
        "features": features,
        "match": match,
    }
