"""The engine without a model: names and deeds by what the words say, no clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.engines import Reading
from kg.extract.names import Names

#: Verbs of how things stand, and of no deed; certificates that were issued are counted as valid ones.
STATES = re.compile(
    r"had|has|have|held|included|reached|total(?:l?ed)|exceeded|comprised|contained|covered|employed|served|operated|"
    r"numbered|amounted|represented|showed|remained|needed|granted|issued|awarded",
    re.IGNORECASE,
)
_VERB = rf"(?!(?:{STATES.pattern})\b)(?:[a-z]{{2,20}}ed|gave|made|took|found|sent|drew|seen|given|taken|drawn)"
_NUMBER = r"(?P<number>[0-9][0-9,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
_HEDGE = r"(?:an?\stotal\sof|(?:more|less)\sthan|over|around|about|nearly|almost|some|approximately|another)"
#: accredited 85 bodies; "has accredited 85 bodies" says how things stand
_ACTIVE = re.compile(
    rf"(?:\b(?P<perfect>has|have|had|were|was|are|is|been)\s(?:[a-z]{{2,15}}\s)?)?\b{_VERB}\s(?:{_HEDGE}\s)?{_NUMBER}",
    re.IGNORECASE,
)
#: 3,500 products were seized
_PASSIVE = re.compile(
    rf"\b{_NUMBER}\s[^.;:0-9\n]{{2,80}}?\s(?:was|were)\s(?:[a-z]{{2,15}}ly\s)?{_VERB}\b",
    re.IGNORECASE,
)


class Rules:
    """Reads names by what their words say."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def read(self, text: str) -> Reading:
        """The names that the rules know in a text, and where its deeds are counted; rules read no clauses."""
        return Reading(tuple(self.names.find(text)), done=frozenset(deeds(text)))


def deeds(text: str) -> Iterator[int]:
    """Where the numbers begin of what something was done to."""
    for match in _ACTIVE.finditer(text):
        if not match["perfect"]:
            yield match.start("number")
    for match in _PASSIVE.finditer(text):
        yield match.start("number")
