"""The layouts: one row of `LAYOUTS` each, a function from content to positions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Name -> what it is good for; the module of the same name holds the function of the same name.
LAYOUTS: Mapping[str, str] = MappingProxyType(
    {
        "force": "linked things near each other",
        "layered": "wholes left, their parts right of them",
        "radial": "one entity in the middle, a ring a step",
        "timeline": "what has a date, along a line of time",
    }
)
