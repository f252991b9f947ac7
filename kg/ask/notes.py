"""Why an answer is empty: no such thing, no register, or nothing known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.parameters import Parameter
from kg.errors import cut
from kg.store import Graph, Term
from kg.text.language import marked, translate

#: Where nothing but registers has an answer and none is loaded.
_NO_REGISTER = marked(
    "No register is loaded. `kg import TABLE --mapping NAME --store DIR` makes a store of one, and --store DIR asks it."
)
_NOTHING_FITS = marked("The loaded registers contain nothing that matches {values}.")
_NOTHING_KNOWN_OF = marked("Nothing is known about this for {values}: none of the sources in the graph mentions it.")
_NOTHING_KNOWN = marked("Nothing is known about this: none of the sources in the graph mentions it.")
#: A parameter that is free text may name what does not exist.
_NOT_NAMED = marked("Nothing matches “{text}”. A search for a part of it, or another word, may find similar names.")


def why_empty(
    values: Mapping[Parameter, Term], graph: Graph, lang: str, has_registers: Callable[[], bool] | None = None
) -> str:
    """Why an answer with these values of parameters has no rows.

    `has_registers`: for a question about registers, whether any is loaded.
    """
    if has_registers is not None and not has_registers():
        return translate(_NO_REGISTER, lang)
    if has_registers is None and len(values) == 1:
        ((parameter, term),) = values.items()
        if parameter.kind == "text" and isinstance(term, Literal):
            return translate(_NOT_NAMED, lang).format(text=cut(term.value))
    if not values:
        return translate(_NOTHING_KNOWN, lang)
    shown = entities.labels(graph, [term.value for term in values.values() if isinstance(term, NamedNode)], lang)
    listed = ", ".join(_in_words(term, shown) for term in values.values())
    return translate(_NOTHING_FITS if has_registers is not None else _NOTHING_KNOWN_OF, lang).format(values=listed)


def _in_words(term: Term, shown: Mapping[str, str]) -> str:
    if isinstance(term, NamedNode):
        return shown.get(term.value, names.short(term.value))
    return cut(str(getattr(term, "value", term)))
