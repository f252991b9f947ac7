"""What a predicate behind an English noun says of it: that there are such things, or which of them are counted."""

from __future__ import annotations

import re

#: A predicate that says only that there are such things.
EXISTS = re.compile(
    r"(?:(?:is|are|was|were|be|been|being|has|have|had)\s)+(?:\w+ly\s)?"
    r"(?:issued|granted|built|established|registered|recorded|published|released|notified|valid|available|in|held|unrolled)\b"
)
_EVERYWHERE = re.compile(
    r"(?:in|from|within|under|with)\s(?:the\s)?(?:\d|country|nation|world|region|total|all|force|place|year|end|[A-Z])"
)


def narrows(rest: str) -> bool:
    """Whether what follows a preposition says which of the things are counted, not where or when all of them are."""
    part = re.split(r"[,.;]", rest)[0]
    predicate = re.match(
        r"(?:in|from|with|under|within|involving|including)\b.*?\b(?:are|is|were|was|have|has)\b", part
    )
    return predicate is not None and not _EVERYWHERE.match(rest)
