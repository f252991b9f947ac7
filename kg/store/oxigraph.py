"""The embedded engine: an Oxigraph store, in memory or in a folder; queries see the union of all its graphs.

pyoxigraph runs a query on the stack of the calling thread. A deeply nested query overflows that stack, which ends the
process. Every query therefore runs, and is read to its end, in a thread whose stack suffices for any text within
`MAX_QUERY_BYTES`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from kg import names
from kg.errors import EnvironmentFault, LimitError, QueryError, cut
from kg.rdf import sparql, syntax
from kg.store import Graph
from kg.store.answers import Result, Table

T = TypeVar("T")

_UNKNOWN_FUNCTION = re.compile(r"custom (?:aggregate )?function <(.*)> is not supported", re.DOTALL)

MAX_QUERY_BYTES = 64 * 1024
#: Measured: about 9 kB of stack a level of nesting, and a level takes at least one byte of text.
STACK_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True)
class QueryDataset:
    """The graphs of a query: those that plain patterns see, merged, and those that GRAPH sees."""

    default: tuple[NamedNode, ...]
    named: tuple[NamedNode, ...]


class OxigraphGraph(Graph):
    """A graph held in this process. Plain patterns see the union of all graphs."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._store = Store()
        self._store.extend(quads)

    @classmethod
    def of_nquads(cls, content: bytes) -> OxigraphGraph:
        """The graph of N-Quads that this package wrote (the content is trusted)."""
        graph = cls()
        graph._store.bulk_load(content, format=RdfFormat.N_QUADS, lenient=True)
        return graph

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads to the graph."""
        self._store.extend(quads)

    def quads(self) -> Iterable[Quad]:
        """All quads, in no particular order."""
        return self._store

    def dumped(self) -> bytes:
        """All quads as N-Quads, in no particular order, for `of_nquads`."""
        return self._store.dump(format=RdfFormat.N_QUADS) or b""

    def __len__(self) -> int:
        return len(self._store)

    def query(self, text: str, timeout: float | None = None) -> Result:
        """Run any SPARQL 1.1 query; our prefixes need no declaration. `timeout` is in seconds.

        Raises QueryError (invalid, with line and column) and LimitError (larger than 64 kB, or no answer in time; the
        engine cannot be stopped, so the query then continues in the background until the process ends).
        """
        size = len(text.encode())
        if size > MAX_QUERY_BYTES:
            raise LimitError(f"the query has {size:,} bytes; the limit is {MAX_QUERY_BYTES:,}")
        if getattr(_THIS_THREAD, "is_deep", False):
            return self._read(text)
        return on_deep_stack(lambda: self._read(text), timeout)

    def results(
        self, text: str, dataset: QueryDataset | None = None, base_iri: str | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The engine's own answer, still to be read, in the very thread that asks; that thread needs a deep stack.

        `dataset` goes before what the query says with FROM; without either, plain patterns see the union. Relative IRIs
        are relative to `base_iri`, and without it an error.
        Raises QueryError; what the engine raises while the answer is read is for `syntax.explained`.
        """
        words = sparql.read_only(text)
        which: dict[str, Any] = {"use_default_graph_as_union": "FROM" not in words}
        if dataset is not None:
            which = {"default_graph": list(dataset.default), "named_graphs": list(dataset.named)}
        try:
            return self._store.query(text, prefixes=names.PREFIXES, base_iri=base_iri, **which)
        except (OSError, RuntimeError) as fault:
            if function := _UNKNOWN_FUNCTION.search(str(fault)):
                raise QueryError(f"no function <{cut(function[1])}>; those of SPARQL 1.1 are available") from None
            raise _damaged(fault) from fault
        except (SyntaxError, ValueError) as fault:
            raise syntax.explained(str(fault), text) from None

    def _read(self, text: str) -> Result:
        result = self.results(text)
        try:
            if isinstance(result, QueryBoolean):
                return bool(result)
            if isinstance(result, QuerySolutions):
                variables = tuple(variable.value for variable in result.variables)
                places = range(len(variables))
                return Table(variables, tuple(tuple(row[place] for place in places) for row in result))
            return list(result)
        except (OSError, RuntimeError) as fault:
            raise _damaged(fault) from fault
        except (SyntaxError, ValueError) as fault:
            raise syntax.explained(str(fault), text) from None


def rewritten(literals: Iterable[Literal]) -> dict[Literal, Literal]:
    """The literals whose text the engine does not keep ("01" and "1" are one integer to it), each with what it makes
    of them. Their values stay."""
    listed = [literal for literal in dict.fromkeys(literals) if literal.datatype.value in VALUED]
    store = Store()
    subject = NamedNode("urn:x")
    store.extend(Quad(subject, NamedNode(f"urn:{place}"), literal) for place, literal in enumerate(listed))
    kept = {int(quad.predicate.value.removeprefix("urn:")): quad.object for quad in store}
    return {
        literal: kept_term
        for place, literal in enumerate(listed)
        if isinstance(kept_term := kept[place], Literal) and kept_term != literal
    }


#: Datatypes whose values the engine knows; it stores and compares values, not texts.
VALUED = frozenset(
    names.PREFIXES["xsd"] + name
    for name in (
        *("integer", "decimal", "double", "float", "boolean", "date", "time", "dateTime", "dateTimeStamp"),
        *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "yearMonthDuration", "dayTimeDuration"),
        *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
        *("positiveInteger", "negativeInteger", "nonPositiveInteger", "nonNegativeInteger"),
    )
)


def opened(folder: Path) -> Store:
    """Open the store in a folder for reading. Raises EnvironmentFault."""
    try:
        return Store.read_only(str(folder))
    except (OSError, RuntimeError, ValueError) as fault:
        raise _damaged(fault) from fault


def _damaged(fault: Exception) -> EnvironmentFault:
    detail = cut(" ".join(str(fault).split()), 200)
    return EnvironmentFault(
        f"the store cannot be read ({detail}); `kg verify-store` lists the faults, `kg load` writes it again"
    )


def this_thread_is_deep() -> None:
    """Declare that the calling thread has a stack of `STACK_BYTES`: its queries run in it, without a timeout."""
    _THIS_THREAD.is_deep = True


_THIS_THREAD = threading.local()


def on_deep_stack(run: Callable[[], T], timeout: float | None = None) -> T:
    """Call `run` in a new thread with a deep stack; the calling thread can still be interrupted.

    Raises what `run` raises, and LimitError when it has not ended after `timeout` seconds.
    """
    outcome: dict[str, Any] = {}

    def work() -> None:
        this_thread_is_deep()
        try:
            outcome["answer"] = run()
        except BaseException as fault:
            # Tracebacks hold rows of the engine, which must be released in this thread.
            fault.__cause__ = fault.__context__ = None
            outcome["fault"] = fault.with_traceback(None)

    with _STACK_LOCK:
        before = threading.stack_size(STACK_BYTES)
        try:
            thread = threading.Thread(target=work, name="query", daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join(timeout)
    if thread.is_alive():
        raise LimitError(f"no answer within {timeout:g} s; ask for less, or allow more time")
    if "fault" in outcome:
        raise outcome["fault"]
    answer: T = outcome["answer"]
    return answer


_STACK_LOCK = threading.Lock()
