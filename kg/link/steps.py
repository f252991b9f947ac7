"""The steps of linking, the same on one machine (`local`) and on many (`spark`): functions over batches, and SQL.

Names are parsed (`naming`), joins find the pairs worth comparing (`blocking`), these are compared (`scoring`), and the
best counterpart of each record on the left is kept. Where both records have an identifier of one scheme, it decides.
Every table has plain columns of numbers and text, so that each engine can hold it its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.link import blocking, identifiers, naming
from kg.link.records import LinkRecord
from kg.link.scoring import Features, Model, Weights, compare

#: The least probability worth keeping.
_LEAST = 0.05
#: The probability of a pair with the same identifier; the factor where identifiers of one scheme differ.
_SAME_IDENTIFIER = 0.995
_OTHER_IDENTIFIER = 0.05

#: What is kept of one name of a record.
NAME_COLUMNS = ("record", "tokens", "legal", "acronym", "country", "kind", "identifiers")
KEY_COLUMNS = ("name", "key")
SCORE_COLUMNS = ("one", "other", "probability")

PAIRS = """
SELECT l.record, r.record AS other_record, l.tokens, r.tokens AS other_tokens, l.acronym, r.acronym AS other_acronym,
    l.legal, r.legal AS other_legal, l.country, r.country AS other_country, l.kind, r.kind AS other_kind,
    l.identifiers, r.identifiers AS other_identifiers
FROM candidates c JOIN left_names l ON l.name = c.one JOIN right_names r ON r.name = c.other
"""
#: At most one counterpart is right, so the odds of each count among those of all; the best two of each record.
RANKED = """
WITH best AS (SELECT one, other, max(probability) AS probability FROM scores GROUP BY one, other),
odds AS (SELECT one, other, probability / (1 - least(probability, 0.999)) AS odds FROM best),
ranked AS (
    SELECT one, other, odds / (1 + sum(odds) OVER (PARTITION BY one)) AS probability,
        row_number() OVER (PARTITION BY one ORDER BY odds DESC, other) AS rank
    FROM odds
)
SELECT one, other, probability, rank FROM ranked WHERE rank <= 2 ORDER BY one, rank
"""


@dataclass(frozen=True)
class Comparison:
    """The weights of tokens and the model, which comparing needs."""

    weight: Weights
    model: Model


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the probability (0 to 1) that they are the same, and the second best counterpart with its own."""

    left: LinkRecord
    right: LinkRecord
    probability: float
    rival: LinkRecord | None = None
    rival_probability: float = 0.0


@dataclass(frozen=True)
class Linked:
    """The best counterpart of each record on the left that has one, and the comparison that chose it."""

    pairs: Iterable[Pair]
    comparison: Comparison


def name_rows(records: Sequence[tuple[int, LinkRecord]], _: None) -> list[tuple[int, str, str, str, str, str, str]]:
    """The names of some numbered records, parsed (`NAME_COLUMNS`)."""
    return [
        (
            *(number, " ".join(name.tokens), name.legal, name.acronym),
            *(record.country, record.kind, " ".join(record.identifiers)),
        )
        for number, record in records
        for written in record.names
        for name in naming.variants(written)
    ]


def weights(counts: Counter[str], names: int) -> Weights:
    """The weight of each token, by the number of names that have it."""
    rules = naming.words()
    return Weights(counts, names, frozenset(rules.canonical.values()), rules.generic)


def key_rows(names: Sequence[tuple[Any, ...]], weight: Weights) -> list[tuple[int, str]]:
    """The keys (`KEY_COLUMNS`) of some names: (name, tokens, acronym, identifiers)."""
    return [
        (name, key)
        for name, tokens, acronym, held in names
        for key in (
            *blocking.keys(tokens.split(), acronym, weight),
            *(f"i{identifiers.key(identifier)}" for identifier in held.split()),
        )
    ]


def score_rows(pairs: Sequence[tuple[Any, ...]], comparison: Comparison) -> list[tuple[int, int, float]]:
    """The probability of each pair (`PAIRS`) as `SCORE_COLUMNS`, without the improbable ones."""
    scores = []
    for pair in pairs:
        probability = comparison.model.probability(features(pair, comparison.weight))
        agreeing = identifiers.agreement(pair[12].split(), pair[13].split())
        if agreeing > 0:
            probability = max(probability, _SAME_IDENTIFIER)
        elif agreeing < 0:
            probability *= _OTHER_IDENTIFIER
        if probability > _LEAST:
            scores.append((pair[0], pair[1], probability))
    return scores


def features(pair: Sequence[Any], weight: Weights) -> Features:
    """The features of a pair of names, in the columns of `PAIRS`."""
    _, _, one, other, acronym, other_acronym, legal, other_legal, country, other_country, kind, other_kind = pair[:12]
    return compare(
        one.split(),
        other.split(),
        weight,
        acronyms=(acronym, other_acronym),
        legal=_agree_in_law(legal, other_legal),
        form=float(bool(legal) and legal == other_legal),
        country=_agree(country, other_country),
        kind=_agree(kind, other_kind),
    )


def _agree_in_law(one: str, other: str) -> float:
    """By the kind of legal form; neither having one is agreement too."""
    kinds = [form.partition(" ")[0] for form in (one, other)]
    return 1.0 if kinds[0] == kinds[1] else _agree(*kinds)


def _agree(one: str, other: str) -> float:
    return 0.0 if not one or not other else 1.0 if one == other else -1.0
