"""The results of queries: a table (SELECT), a truth value (ASK), or triples (CONSTRUCT, DESCRIBE)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import names
from kg.rdf.terms import XSD_BOOLEAN, XSD_DECIMAL, XSD_DOUBLE, XSD_FLOAT, XSD_INTEGER

if TYPE_CHECKING:
    import pandas

Term = NamedNode | Literal | BlankNode | Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, repr=False)
class Table:
    """The rows of a SELECT: `variables` without question marks, `rows` of RDF terms (None where unbound).

    Iterating yields one dict a row, variable -> plain Python value: entities as their key (``mfds``), codes as
    ``list/key``, passages as ``cnca-2021/2.5.3``, other IRIs whole, numbers as int or float, the rest as text, and so
    is a literal that has no value of its datatype.
    A Python prompt shows the first rows, a notebook shows them with links.
    """

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.variables, map(plain, row), strict=True))

    def column(self, variable: str) -> list[Any]:
        """The plain values of one column, top to bottom. Raises KeyError for an unknown variable."""
        if variable not in self.variables:
            raise KeyError(f"{variable}; there are {', '.join(self.variables)}")
        place = self.variables.index(variable)
        return [plain(row[place]) for row in self.rows]

    def __repr__(self) -> str:
        from kg.store import preview

        return preview.text(self)

    def _repr_html_(self) -> str:
        from kg.store import preview

        return preview.html(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a DataFrame, one column a variable; needs pandas (extra ``pandas``)."""
        import pandas

        return pandas.DataFrame([list(row.values()) for row in self], columns=list(self.variables))


Result = Table | bool | list[Triple]


def plain(term: Term | None) -> Any:
    """A term as a Python value; see `Table`."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        short = names.short(term.value)
        return term.value if ":" in short else short
    if isinstance(term, Literal):
        read = _READERS.get(term.datatype.value, str)
        try:
            return read(term.value)
        except (ValueError, ArithmeticError, KeyError):  # no value of its datatype, or too large a one for Python
            return term.value
    return str(term)


def _decimal(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


_READERS: Mapping[str, Callable[[str], Any]] = {
    XSD_INTEGER: int,
    XSD_DOUBLE: float,
    XSD_FLOAT: float,
    XSD_DECIMAL: _decimal,
    XSD_BOOLEAN: _boolean,
}
