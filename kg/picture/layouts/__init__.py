"""The layouts: one row of `LAYOUTS` each, a function from content to positions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Name -> what it is good for; the module of the same name holds the function of the same name.
LAYOUTS: Mapping[str, str] = MappingProxyType(
    {
        "force": "linked entities near each other",
        "layered": "wholes on the left, their parts to the right",
        "radial": "one entity in the centre, its neighbours in rings around it",
        "timeline": "dated entities along a time axis",
    }
)
