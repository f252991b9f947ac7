"""Options that several commands share, and what they stand for: a graph to ask, and an output to write to."""

from __future__ import annotations

import copy
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.ask import languages
from kg.ask.render import ENDINGS, FORMATS, Screen, encoded, render
from kg.errors import MissingExtra, UsageError
from kg.files import output as output_files
from kg.files.output import is_stdout
from kg.store import Result
from kg.text.grid import display_width, wrap
from kg.text.language import ENGLISH, known

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph
    from kg.network.subgraph import Part

F = TypeVar("F", bound=Callable[..., Any])


class NumberInRange(click.FloatRange):
    """A number in a range, and not "nan", which every comparison lets pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f'"{value}" is not a number', param, ctx)
        return number


SECONDS = NumberInRange(min=0.1, max=86_400)


def _format(*more: str) -> click.Option:
    """The format that is given, else the one of the file's ending, else a table; `more`: those of one command."""
    endings = {**ENDINGS, **{f".{form}": form for form in more}}

    def chosen(ctx: click.Context, param: click.Parameter, form: str | None) -> str:
        return form or output_files.format_of(ctx.params.get("output") or "-", endings) or "table"

    return click.Option(
        ["-f", "--format", "form"],
        type=click.Choice([*FORMATS, *more], case_sensitive=False),
        callback=chosen,
        help="Output format: table and md for reading; csv, tsv, json, xml: the SPARQL 1.1 result formats; xlsx; "
        f"ttl, nt, jsonld, rdfxml for triples{'; svg for the chart' if more else ''}. "
        "[default: by the ending of -o, else table]",
    )


FORMAT = _format()
#: The format of a question that a chart can answer.
FORMAT_OR_CHART = _format("svg")
OUTPUT = click.Option(
    ["-o", "--output"],
    type=click.Path(dir_okay=False, allow_dash=True),
    default="-",
    is_eager=True,  # the format depends on it
    help="Write to this file instead of standard output.",
)


def output_named(*endings: str) -> click.Option:
    """OUTPUT of a command that writes one format, whose file has one of these endings, or none."""

    def named(ctx: click.Context, param: click.Parameter, output: str) -> str:
        output_files.format_of(output, dict.fromkeys(endings, endings[0]), "")
        return output

    option = copy.copy(OUTPUT)
    option.callback = named
    return option


_VERBOSE, _NO_PAGER, _LANGUAGE = "kg.cli.verbose", "kg.cli.no_pager", "kg.cli.lang"


def _kept(ctx: click.Context, name: str, value: object) -> None:
    """Keep an option for this command and those below it, where the command's function does not take it."""
    ctx.meta[name] = value or ctx.meta.get(name)


VERBOSE = click.Option(
    ["-v", "--verbose"],
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _, value: _kept(ctx, _VERBOSE, value),
    help="In tables: all columns, and the key of each entity.",
)
PAGER = click.Option(
    ["--no-pager"],
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _, value: _kept(ctx, _NO_PAGER, value),
    help="On a terminal: print long output at once, without the pager (KG_PAGER or PAGER).",
)


def _language(ctx: click.Context, param: click.Parameter, lang: str) -> str:
    """Keep the language, for `opened` to check and for the headings of tables."""
    ctx.meta[_LANGUAGE] = lang = known(lang) or lang
    return lang


LANG = click.Option(
    ["--lang"],
    default="en",
    show_default=True,
    metavar="TAG",
    envvar="KG_LANG",
    callback=_language,
    help="Language of names: en, zh, ko; in zh headings and questions too. Also KG_LANG.",
)
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
    type=click.Choice(["issuer", "two-copies", "sums", "copy"], case_sensitive=False),
    help="Only sources whose records were checked in this way: against the issuer's own page, against two independent "
    "copies, by sums that close, against one copy; repeatable.",
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
DEADLINE = click.Option(
    ["--deadline"],
    type=NumberInRange(0.5, 3600),
    default=10.0,
    show_default=True,
    help="Time limit of a query in seconds.",
)
MASTER = click.Option(
    ["--master"], default="local[*]", show_default=True, metavar="URL", help="The master of the Spark cluster."
)
_AROUND = click.Option(
    ["--around"], metavar="ENTITY", help="Only this entity (key, acronym or name) and its neighbourhood."
)
_HOPS = click.Option(
    ["--hops"],
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Size of the neighbourhood: the number of relations to follow.",
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
WRITING = (FORMAT, OUTPUT, VERBOSE, PAGER)
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
    """The graph that the options select. Raises NotFound for a --lang in which it has no names."""
    from kg.opening import open_graph

    graph = open_graph(**selected(data, as_of, source), endpoint=endpoint, store=store, checked=checked)
    context = click.get_current_context(silent=True)
    if context is not None and (lang := context.meta.get(_LANGUAGE)):
        languages.check(graph.engine, lang)
    return graph


def spark_session(master: str) -> Any:
    """A session of Apache Spark. Raises MissingExtra."""
    try:
        from kg.files.spark import session

        return session(master)
    except ImportError as fault:
        raise MissingExtra("--engine spark", "spark", fault) from fault


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
    """Write an answer to the output; a table is as wide as the terminal."""
    if form == "xlsx" and is_stdout(output) and sys.stdout.isatty():
        raise UsageError("-f xlsx cannot be shown on a terminal: give -o FILE.xlsx")
    if is_stdout(output) and form != "xlsx":
        write_text(render(answer, form, screen(output)), output)
    else:
        write_bytes([encoded(answer, form, screen(output))], output)


def write_parts(parts: Sequence[str | Result], output: str, keys: bool = False) -> None:
    """Write headings and tables one below the other, for reading; with the `keys` of entities even without -v."""
    wanted = screen(output)
    wanted = replace(wanted, keys=wanted.keys or keys)
    texts = [_wrapped(part, wanted.width) if isinstance(part, str) else render(part, "table", wanted) for part in parts]
    write_text("".join(texts), output)


def _wrapped(text: str, width: int | None) -> str:
    lines = [
        line
        for part in text.split("\n")
        for line in (wrap(part, width) if width and display_width(part) > width else [part])
    ]
    return "\n".join(lines) + "\n"


def screen(output: str) -> Screen:
    """What a table is laid out for: the terminal, or else COLUMNS or 80 columns."""
    color = is_stdout(output) and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return Screen(max(shutil.get_terminal_size().columns, 20), color, keys=verbose(), whole=verbose(), lang=language())


def language() -> str:
    """The language of --lang; English for commands without it."""
    context = click.get_current_context(silent=True)
    return str(context.meta.get(_LANGUAGE, ENGLISH)) if context else ENGLISH


def verbose() -> bool:
    """Whether -v is given."""
    return bool(click.get_current_context().meta.get(_VERBOSE))


def write_text(text: str, output: str) -> None:
    """Write text to standard output (``-``) or to a file, whole or not at all."""
    if is_stdout(output):
        if _needs_pager(text):
            with _pager_of_ours():
                click.echo_via_pager(text, color=not os.environ.get("NO_COLOR"))
        else:
            sys.stdout.write(text)
            sys.stdout.flush()  # before what follows on standard error
    else:
        write_bytes([text.encode()], output)


def _needs_pager(text: str) -> bool:
    """Whether a text goes through a pager: to a terminal that is not as high."""
    context = click.get_current_context(silent=True)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or (context is not None and context.meta.get(_NO_PAGER)):
        return False
    program = os.environ.get("KG_PAGER", os.environ.get("PAGER", "less"))
    return program not in ("", "cat") and text.count("\n") >= shutil.get_terminal_size().lines


@contextmanager
def _pager_of_ours() -> Iterator[None]:
    """KG_PAGER stands for PAGER while the block runs."""
    before = os.environ.get("PAGER")
    if program := os.environ.get("KG_PAGER"):
        os.environ["PAGER"] = program
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("PAGER", None)
        else:
            os.environ["PAGER"] = before


def write_bytes(pieces: Iterable[bytes], output: str) -> None:
    """Write bytes, given in pieces, to standard output (``-``) or to a file, whole or not at all."""
    output_files.write(output, pieces)
