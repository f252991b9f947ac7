"""Which words hedge elsewhere, and here do not: "information about 28 ropes", "under 12 related laws"; and which do."""

from __future__ import annotations

import re

#: What is told, asked or known about something.
_TOLD = re.compile(
    r"\b(?:information|data|details?|facts?|news|reports?|questions?|inquir(?:y|ies)|enquir(?:y|ies)|complaints?|concerns?"
    r"|stor(?:y|ies)|alerts?|warnings?|messages?|feedback|awareness|advice|guidance|statements?|worr\w+|talk\w*|ask\w*"
    r"|learn\w*|know\w*|knew|think\w*|thought|inform\w*|warn\w*|tell\w*|told|hear\w*|complain\w*|writ\w+|wrote|speak\w*|spoke|brought)\s\Z",
    re.IGNORECASE,
)
#: Something is so under a law, and under no number of them.
_RULES = re.compile(
    r"\s(?:[a-z-]+\s){0,3}?(?:laws|acts|statutes|regulations|directives|ordinances|orders|decrees|programmes|programs|schemes"
    r"|agreements|arrangements|treaties|conventions|contracts|categories|headings|brands|brand\snames|names|titles|themes)\b",
    re.IGNORECASE,
)
#: Verbs behind which "over" and "about" hedge, though they end as plural nouns do.
_VERBS = re.compile(
    r"\b(?:oversees|covers|includes|represents|comprises|contains|employs|serves|manages|operates|supervises|regulates|monitors"
    r"|accredits|certifies|inspects|tests|audits|registers|licenses|receives|handles|processes|issues|publishes|provides|offers"
    r"|supports|produces|makes|sells|exports|imports|trains|hosts|runs|holds|owns|maintains|affects|involves|requires|needs"
    r"|costs|spends|invests|generates|attracts|reaches|lists|links|connects|unites|spans|totals|numbers|exceeds)\s\Z",
    re.IGNORECASE,
)


def hedges(word: str, before: str, after: str) -> bool | None:
    """Whether a word between `before` and a number with `after` behind it hedges the number; None where only the words
    around it can tell."""
    if word == "about" and _TOLD.search(before):
        return False
    if word == "under" and _RULES.match(after) and not _VERBS.search(before):
        return False
    return True if _VERBS.search(before) else None
