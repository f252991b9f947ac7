"""Matches with their evidence, as mappings in SSSOM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

from kg import __version__, names
from kg.link import identifiers, naming, steps
from kg.link.records import LinkRecord
from kg.link.scoring import Features
from kg.link.steps import Comparison, Linked
from kg.records.sssom import Row

#: From this confidence on a match is written as exact, below it as close.
EXACT = 0.9
#: From this probability on, the evidence names the second best counterpart.
_WORTH_NAMING = 0.2
_LEVELS = {
    "same": "the same name",
    "slips": "the same name but for its spelling",
    "more": "one name says more",
    "other": "each name says something else too",
    "acronym": "one name is the other's acronym",
}


@dataclass(frozen=True, slots=True)
class Match:
    """Two records that are probably the same, with the evidence."""

    left: LinkRecord
    right: LinkRecord
    #: 0 to 1
    confidence: float
    #: the names that agree best
    left_name: str
    right_name: str
    #: the evidence for and against it, in words
    evidence: str


def matches(linked: Linked, least: float) -> Iterator[Match]:
    """The best counterpart of each record on the left whose probability is at least `least`."""
    for pair in linked.pairs:
        if pair.probability >= least:
            left_name, right_name, evidence = explained(pair.left, pair.right, linked.comparison)
            if pair.rival is not None and pair.rival_probability > _WORTH_NAMING:
                evidence += f"; {pair.rival_probability:.2f} for {pair.rival.names[0]}"
            yield Match(pair.left, pair.right, pair.probability, left_name, right_name, evidence)


def explained(one: LinkRecord, other: LinkRecord, comparison: Comparison) -> tuple[str, str, str]:
    """The two names that agree best, and the evidence for and against the match in words."""
    best: tuple[float, str, str, Features, str] | None = None
    for first, second in product(one.names, other.names):
        for name, counterpart in product(naming.variants(first), naming.variants(second)):
            row = (0, 0, " ".join(name.tokens), " ".join(counterpart.tokens), name.acronym, counterpart.acronym)
            more = (name.legal, counterpart.legal, one.country, other.country, one.kind, other.kind)
            compared = steps.features((*row, *more), comparison.weight)
            probability = comparison.model.probability(compared)
            if best is None or probability > best[0]:
                best = probability, first, second, compared, name.legal or counterpart.legal
    shared = sorted(set(map(identifiers.key, one.identifiers)) & set(map(identifiers.key, other.identifiers)))
    agreeing = identifiers.agreement(one.identifiers, other.identifiers)
    words = [f"the same identifier {identifier}" for identifier in shared if agreeing > 0]
    if best is None:
        return one.names[0], other.names[0], "; ".join(words)
    features = best[3]
    words.append(_LEVELS[features.level])
    for what, agrees in (("legal form", features.legal), ("country", features.country), ("kind", features.kind)):
        if agrees and (what != "legal form" or best[4]):
            words.append(f"{'the same' if agrees > 0 else 'another'} {what}")
    if features.numbers:
        words.append("other numbers")
    if features.places:
        words.append("other places")
    if agreeing < 0:
        words.append("other identifiers")
    return best[1], best[2], "; ".join(words)


@dataclass(frozen=True)
class Prefixes:
    """How ids of records become CURIEs: IRIs by our prefixes or one of their own, keys by that of their dataset."""

    #: prefix -> IRI
    declared: dict[str, str]

    def curie(self, record_id: str, dataset: tuple[str, str]) -> str:
        """The CURIE of a record's id; `dataset` is the prefix and the IRI that keys of its dataset stand behind."""
        if not record_id.startswith(("http://", "https://", "urn:")):
            self.declared[dataset[0]] = dataset[1]
            return f"{dataset[0]}:{quote(record_id, safe='-._~')}"
        known = names.curie(record_id)
        if known != record_id:
            prefix = known.partition(":")[0]
            self.declared[prefix] = names.PREFIXES[prefix]
            return known
        cut = max(record_id.rfind("/"), record_id.rfind("#"), record_id.rfind(":")) + 1
        base = record_id[:cut]
        prefix = next((prefix for prefix, iri in self.declared.items() if iri == base), "")
        if not prefix:
            prefix = f"n{len(self.declared) + 1}"
            self.declared[prefix] = base
        return f"{prefix}:{quote(record_id[cut:], safe='-._~%')}"


def rows(
    matched: Iterable[Match],
    prefixes: Prefixes,
    datasets: tuple[tuple[str, str], tuple[str, str]],
    day: str,
    more: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Matches as rows of SSSOM: the right record is the subject, the left one the object. `more` is added to each."""
    for match in matched:
        yield Row(
            {
                "subject_id": prefixes.curie(match.right.id, datasets[1]),
                "subject_label": match.right_name,
                "predicate_id": "skos:exactMatch" if match.confidence >= EXACT else "skos:closeMatch",
                "object_id": prefixes.curie(match.left.id, datasets[0]),
                "object_label": match.left_name,
                "mapping_justification": "semapv:CompositeMatching",
                "mapping_tool": "certreg",
                "mapping_tool_version": __version__,
                "mapping_date": day,
                "confidence": f"{match.confidence:.3f}",
                "comment": match.evidence,
                **(more or {}),
            }
        )
