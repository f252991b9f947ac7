"""``$(column)`` templates: their columns, and the function that fills them from a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.registers import terms

_COLUMN = re.compile(r"\$\(((?:\\.|[^()\\])+)\)")
_ESCAPED = re.compile(r"\\(.)")
#: Takes a row's cells; gives None when a cell that it needs is empty.
Fill = Callable[[Sequence[str]], str | None]


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed texts around columns: one more text than columns."""

    texts: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def runs_together(self) -> bool:
        """Whether two rows with different cells could be given the same text, as 1, 23 and 12, 3 by $(a)$(b)."""
        return any(not set(text) - _KEPT for text in self.texts[1:-1])

    def filled(self, places: Sequence[int], part: Callable[[str], str]) -> Fill:
        """The function that fills the template; `places` are those of its columns, `part` prepares each cell."""
        if not self.columns:
            fixed = self.texts[0]
            return lambda cells: fixed
        if len(self.columns) == 1:
            before, after = self.texts
            place = places[0]
            return lambda cells: f"{before}{wanted}{after}" if (wanted := part(cells[place])) else None
        pattern = "%s".join(text.replace("%", "%%") for text in self.texts)

        def fill(cells: Sequence[str]) -> str | None:
            wanted = tuple([part(cells[place]) for place in places])
            return pattern % wanted if all(wanted) else None

        return fill


_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%" + terms.UNRESERVED)


def read(text: str) -> Template:
    """The template in a text; a backslash before a bracket of a column's name takes its meaning away."""
    pieces = _COLUMN.split(text)
    return Template(tuple(pieces[0::2]), tuple(_ESCAPED.sub(r"\1", name) for name in pieces[1::2]))
