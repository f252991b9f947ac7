"""Options that several commands share, and what they stand for: a graph to ask, and an output to write to."""

from __future__ import annotations

import math
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.api import KnowledgeGraph
from kg.ask.render import FORMATS, render
from kg.errors import EnvironmentFault, UsageError
from kg.files import output as output_files
from kg.files.output import is_stdout
from kg.opening import open_graph
from kg.store import Result

if TYPE_CHECKING:
    from kg.network.subgraph import Part

F = TypeVar("F", bound=Callable[..., Any])


class Seconds(click.FloatRange):
    """A time limit: a number of seconds, and not "nan" or "inf", which every comparison lets pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds: float = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f'"{value}" is not a number of seconds', param, ctx)
        return seconds


SECONDS = Seconds(min=0.1, max=86_400)
FORMAT = click.Option(
    ["-f", "--format", "form"],
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="Output format: table and md for reading; csv, tsv, json, xml as SPARQL 1.1 has them; "
    "ttl, nt, jsonld, rdfxml for triples.",
)
OUTPUT = click.Option(
    ["-o", "--output"],
    type=click.Path(dir_okay=False, allow_dash=True),
    default="-",
    help="Write to this file instead of standard output.",
)
LANG = click.Option(["--lang"], default="en", show_default=True, metavar="TAG", help="Language of names: en, zh, ko.")
_AS_OF = click.Option(
    ["--as-of"],
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only sources published by this date (YYYY-MM-DD).",
)
_SOURCE = click.Option(["--source"], multiple=True, metavar="KEY", help="Only statements of this source; repeatable.")
CHECKED = click.Option(
    ["--checked"],
    multiple=True,
    type=click.Choice(["issuer", "two-copies", "sums", "copy"]),
    help="Only sources whose records were checked so: against the issuer's own page, against two independent copies, "
    "by sums that close, against one copy; repeatable.",
)
DATA = click.Option(
    ["--data"],
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder or file of more records or links (.sssom.tsv), or a file of quads (.nq, .trig; see kg enrich), "
    "added to the shipped ones; repeatable. Also KG_DATA "
    f"(several joined by {os.pathsep!r}).",
)
ENDPOINT = click.Option(
    ["--endpoint"],
    envvar="KG_ENDPOINT",
    metavar="URL",
    help="Ask this SPARQL 1.1 endpoint instead of the shipped records. Also KG_ENDPOINT.",
)
STORE = click.Option(
    ["--store"],
    envvar="KG_STORE",
    type=click.Path(path_type=Path),
    help="Ask this store (of kg import --store or kg load) instead of the shipped records. Also KG_STORE.",
)
_AROUND = click.Option(
    ["--around"], metavar="ENTITY", help="Only this entity (key, acronym or name) and its neighbourhood."
)
_HOPS = click.Option(
    ["--hops"],
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Size of the neighbourhood: how many relations away.",
)
_QUESTION = click.Option(
    ["--question"],
    metavar="NAME",
    help="Only the entities that answer this question (see kg ask), or a query file (.rq).",
)
_PARAM = click.Option(
    ["--param", "params"], metavar="NAME=VALUE", multiple=True, help="A parameter of the question; repeatable."
)
_CLASS = click.Option(
    ["--class", "classes"], metavar="CLASS", multiple=True, help="Only entities of this class; repeatable."
)

PART = (_AROUND, _HOPS, _QUESTION, _PARAM, _CLASS)
WRITING = (FORMAT, OUTPUT)
NARROWING = (DATA, _AS_OF, _SOURCE)
ASKING = (LANG, *NARROWING, ENDPOINT)


def with_options(*options: click.Option) -> Callable[[F], F]:
    """Add shared options to a command, after its own."""

    def add(command: F) -> F:
        if isinstance(command, click.Command):
            command.params.extend(options)
        return command

    return add


def selected(data: tuple[Path, ...], as_of: datetime | None = None, source: tuple[str, ...] = ()) -> dict[str, Any]:
    """The selection as `kg.load` and `Selection` take it; KG_DATA applies where --data is not given."""
    paths = data or tuple(Path(part) for part in os.environ.get("KG_DATA", "").split(os.pathsep) if part)
    return {"data": paths, "as_of": as_of.date() if as_of else None, "source": source}


def part_of(
    around: str | None, hops: int, question: str | None, params: tuple[str, ...], classes: tuple[str, ...]
) -> Part:
    """The part of the graph that the options of `PART` select."""
    from kg.network.subgraph import Part

    values = dict(param.partition("=")[::2] for param in params if "=" in param)
    if wrong := [param for param in params if "=" not in param]:
        raise UsageError(f"--param {wrong[0]}: write NAME=VALUE")
    if params and question is None:
        raise UsageError("--param goes with --question")
    return Part(around=around, hops=hops, question=question, given=values, classes=classes)


def opened(
    data: tuple[Path, ...],
    as_of: datetime | None,
    source: tuple[str, ...],
    endpoint: str | None,
    store: Path | None = None,
    checked: tuple[str, ...] = (),
) -> KnowledgeGraph:
    """The graph that the options select."""
    return open_graph(**selected(data, as_of, source), endpoint=endpoint, store=store, checked=checked)


def spark_session(master: str) -> Any:
    """A session of Apache Spark. Raises EnvironmentFault when the extra is not installed."""
    try:
        from kg.files.spark import session

        return session(master)
    except ImportError as fault:
        raise EnvironmentFault(f"--engine spark needs the extra: pip install 'certreg[spark]' ({fault})") from fault


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show a spinner with this text while the block runs, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = SpinnerColumn(), TextColumn(what), TimeElapsedColumn()
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield


class Steps:
    """The steps of a longer task, each shown on a terminal while it runs."""

    def __enter__(self) -> Steps:
        self._shown = working("Starting")
        self._shown.__enter__()
        return self

    def next(self, step: str) -> None:
        """Show the next step."""
        self.__exit__()
        self._shown = working(step)
        self._shown.__enter__()

    def __exit__(self, *_: object) -> None:
        self._shown.__exit__(None, None, None)


def write(answer: Result, form: str, output: str) -> None:
    """Write an answer to the output; a table on a terminal is as wide as the terminal."""
    write_text(render(answer, form, *_screen(output)), output)


def write_parts(parts: Sequence[str | Result], output: str) -> None:
    """Write headings and tables one below the other, for reading."""
    screen = _screen(output)
    texts = [f"{part}\n" if isinstance(part, str) else render(part, "table", *screen) for part in parts]
    write_text("".join(texts), output)


def _screen(output: str) -> tuple[int | None, bool]:
    """The width in columns (None where it is not a terminal) and whether to use colours."""
    on_terminal = is_stdout(output) and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if on_terminal else None, on_terminal and not os.environ.get("NO_COLOR")


def write_text(text: str, output: str) -> None:
    """Write text to standard output (``-``) or to a file, whole or not at all."""
    if is_stdout(output):
        sys.stdout.write(text)
    else:
        write_bytes([text.encode()], output)


def write_bytes(pieces: Iterable[bytes], output: str) -> None:
    """Write bytes, given in pieces, to standard output (``-``) or to a file, whole or not at all."""
    output_files.write(output, pieces)
