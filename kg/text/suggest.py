"""The known names nearest to an unknown one, for every "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

#: Below this similarity (0-100) a suggestion confuses more than it helps: "isso" -> "iso" is 86, "abc" -> "iso" 33.
LEAST = 60.0
#: No known name is longer than this; comparing whole pages would only take time.
MOST = 200


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """At most `most` of the known names, the most similar first, ties in alphabetical order."""
    if len(name) > MOST:
        return []
    from rapidfuzz import fuzz, process, utils  # needed for error messages only

    choices = sorted(set(known))
    matches = process.extract(
        name, choices, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=LEAST, limit=most
    )
    if not matches:  # a part of a long name: "organic" for "organic-product"
        matches = process.extract(
            name,
            choices,
            scorer=fuzz.partial_ratio,
            processor=utils.default_process,
            score_cutoff=90,
            limit=most,
        )
    return [choice for choice, _, _ in sorted(matches, key=lambda match: (-match[1], match[0]))]
