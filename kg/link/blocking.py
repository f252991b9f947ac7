"""Which pairs are worth comparing: names that share a rare word, give or take a letter, or a pair of words.

Each name gets keys; two names are candidates when they share a key that few names have. One typo is found
by deletion neighbourhoods: leaving out each letter in turn makes two words meet that differ by one (W. Garbe, SymSpell,
2012). The SQL is plain enough for DuckDB and Spark alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from kg.link.scoring import Weights

#: A token at least so telling gets keys of its own, with each letter left out in turn.
_TELLING = 0.45
#: In a name of so few tokens every one gets keys of its own: "Bank of Chima".
_SHORT = 2
#: A key is used when so few names of the right side have it; of a name of common words, its rarest keys are used even
#: where more have them.
MOST_NAMES = 60
RAREST = 2
MOST_AT_ALL = 500
#: How many candidates of a name are compared.
MOST_CANDIDATES = 16
#: A candidate shares at least this much of what the best candidate of a name shares with it.
WEAKEST = 0.2

CANDIDATES = f"""
WITH frequent AS (SELECT key, count(*) AS names FROM right_keys GROUP BY key HAVING count(*) <= {MOST_AT_ALL}),
usable AS (
    SELECT l.name, l.key, f.names, row_number() OVER (PARTITION BY l.name ORDER BY f.names, l.key) AS rank
    FROM left_keys l JOIN frequent f ON l.key = f.key
),
few AS (SELECT name, key, names FROM usable WHERE names <= {MOST_NAMES} OR rank <= {RAREST}),
shared AS (
    SELECT few.name AS one, r.name AS other, sum(CAST(1000000 / few.names AS BIGINT)) AS strength
    FROM few JOIN right_keys r ON r.key = few.key
    GROUP BY few.name, r.name
),
ranked AS (
    SELECT one, other, strength, row_number() OVER (PARTITION BY one ORDER BY strength DESC, other) AS rank,
        max(strength) OVER (PARTITION BY one) AS most
    FROM shared
)
SELECT one, other FROM ranked WHERE rank <= {MOST_CANDIDATES} AND strength >= {WEAKEST} * most
"""


def keys(tokens: Sequence[str], acronym: str, weight: Weights) -> Iterator[str]:
    """The keys of one name, each once."""
    keys = {"s" + "".join(sorted(tokens))}
    if acronym:
        keys.add("a" + acronym)
    if len(tokens) == 1:
        keys.add("a" + tokens[0])
    for count in (2, 3):  # "Hua Yu" meets "Huayu"
        for start in range(len(tokens) - count + 1):
            if all(len(token) < 6 for token in tokens[start : start + count]):
                keys.add("d" + "".join(tokens[start : start + count]))
    common = []
    for token in set(tokens):
        if weight[token] < _TELLING:
            common.append(token)
            if len(tokens) > _SHORT:
                continue
        keys.add("d" + token)
        if 4 < len(token) < 24:
            keys.update("d" + token[:place] + token[place + 1 :] for place in range(len(token)))
    keys.update("p" + one + " " + other for one, other in combinations(sorted(common), 2))
    joined = "".join(tokens)
    if len(joined) > 9:
        keys.update(("x" + joined[:9], "y" + joined[-9:]))
    if len(tokens) == 1 and len(joined) > 7:  # two slips in one long word
        keys.update(("x" + joined[:5], "y" + joined[-5:]))
    yield from sorted(keys)
