"""The command ``kg``. Each command is one file, which parses its arguments, calls one function and prints the result.

Results go to standard output, everything else to standard error. Exit codes: 0 ok, 1 a problem with data, 2 wrong
use or environment, 3 a limit was hit, 70 our own fault, 130 interrupted.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import TextIO

import click

from kg import __version__
from kg.errors import CertregError, Notice, QueryError, did_you_mean

#: Command -> what it does, in the order of `kg --help`; the module of the same name holds it, imported when used.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "ask": "Answer a competency question; without a name, list the questions.",
        "search": "Find anything in the graph by a few words, in any language.",
        "show": "Describe an entity: every statement about it, with passages.",
        "list": "List the members of a class or code list; without a name, list all of both.",
        "path": "Show how two entities are connected.",
        "picture": "Draw the graph: SVG, PNG, PDF, or a page to explore.",
        "export": "Write the graph for Gephi, Cytoscape, yEd, Neo4j, draw.io, spreadsheets, RDF tools.",
        "sparql": "Run any SPARQL query.",
        "serve": "Serve the graph on the web: pages and a SPARQL endpoint.",
        "mcp": "Offer the graph to an assistant (Model Context Protocol).",
        "site": "Write the pages as files for any web host.",
        "stats": "Count what the graph holds.",
        "build": "Write the graph as files.",
        "publish": "Load the graph into a SPARQL server.",
        "validate": "Check record files against the ontology and each other.",
        "verify": "Check what the graph states against a report's text.",
        "coverage": "Check a report's text against the graph: what is missing?",
        "extract": "Draft records from a report's text.",
        "import": "Read a register (CSV, TSV, Parquet) into a store, or into N-Quads.",
        "load": "Put quads into a store on disk, for registers of any size.",
        "verify-store": "Check a store on disk against its manifest.",
        "link": "Match a dataset against the graph, or two datasets.",
        "enrich": "Fetch statements about linked entities from a SPARQL endpoint.",
        "diff": "Compare two builds.",
    }
)

#: Former names of commands, which still work.
ALIASES: Mapping[str, str] = MappingProxyType({"check": "verify-store"})


class Commands(click.Group):
    """Imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in ALIASES:
            click.echo(f"kg: {cmd_name} is now called {ALIASES[cmd_name]}", err=True)
            cmd_name = ALIASES[cmd_name]
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"kg.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in {*COMMANDS, *ALIASES}:
            from kg.text.suggest import nearest

            raise click.UsageError(f'no command "{args[0]}"{did_you_mean(nearest(args[0], COMMANDS))}', ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  kg ask                            the questions, by subject
  kg ask partners --agency cnca     who partners with CNCA, and through what
  kg show ccc                       everything about China Compulsory Certification
  kg path mfds ansi                 how two organisations are connected
  kg sparql 'SELECT * { id:ccc ?p ?o }' -f json

\b
Completion, for bash (zsh and fish likewise):
  eval "$(_KG_COMPLETE=bash_source kg)"
""",
)
@click.version_option(__version__, prog_name="certreg")
def cli() -> None:
    """Query a knowledge graph of certification regulation, built from regulators' work reports."""


def main() -> None:
    """Run the command line and exit with the code that the outcome has."""
    _fill_closed_streams()
    warnings.showwarning = _show_warning
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = cli.main(prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        status = done.exit_code
    except click.Abort:
        status = 130
    except click.ClickException as fault:
        fault.show()
        status = fault.exit_code
    except CertregError as fault:
        click.echo(_message(fault), err=True)
        status = fault.exit_code
    except BrokenPipeError:
        # The reader (head, less) has closed the pipe; keep Python from complaining when it flushes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as fault:
        what = f"{fault.filename}: " if fault.filename else ""
        if fault.errno == errno.EBADF:
            what = "standard input or output is closed: "
        click.echo(f"kg: {what}{fault.strerror or fault}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # discard what could not be written
        status = 2
    except KeyboardInterrupt:
        status = 130
    except Exception as fault:  # the outermost edge: a bug of the program is reported as one
        if os.environ.get("KG_DEBUG"):
            raise
        kind = type(fault).__name__
        click.echo(f"kg: internal error ({kind}: {fault}); KG_DEBUG=1 shows where. Please report it.", err=True)
        status = 70
    sys.stderr.flush()
    sys.exit(status if isinstance(status, int) else 0)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Print a notice; warnings of libraries are for their developers."""
    if issubclass(category, Notice):
        click.echo(f"kg: {message}", err=True)


def _fill_closed_streams() -> None:
    """Put something in the place of standard streams that are closed (``>&-``), so that no file gets their numbers.

    Reading from it and writing to it fails, but for standard error, where nobody would hear of that.
    """
    for number, flags in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        name = ("stdin", "stdout", "stderr")[number]
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, flags)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))


def _message(fault: CertregError) -> str:
    if isinstance(fault, QueryError) and fault.query is not None:
        from kg.rdf.sparql import caret

        shown = caret(fault.query, fault.line, fault.column)
        return f"kg: {fault}\n{shown}" if shown else f"kg: {fault}"
    return f"kg: {fault}"
