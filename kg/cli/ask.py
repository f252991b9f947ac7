"""``kg ask``: list the questions, or answer one; each question is a sub-command with its parameters as options."""

from __future__ import annotations

from typing import Any

import click
from pyoxigraph import Literal

from kg.ask import library
from kg.ask.library import CHECKS, Question
from kg.cli.options import ASKING, STORE, WRITING, opened, with_options, write
from kg.cli.options import CHECKED as CHECKED_IN
from kg.errors import NotFound, UsageError
from kg.store import Table

_SHARED = frozenset({"form", "output", "lang", "data", "as_of", "source", "endpoint", "store", "checked"})


class Questions(click.Group):
    """The questions as commands, made from their headers."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [question.name for question in library.questions().values() if question.subject != CHECKS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        try:
            return _command(library.find(cmd_name))
        except NotFound as fault:
            if fault.nearest:
                raise
            raise UsageError(f"{fault}; `kg ask` lists the questions") from None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str, click.Command, list[str]]:
        return args[0], self.get_command(ctx, args[0]), args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text("`kg ask` lists the questions; `kg ask NAME --help` describes one.")


def _command(question: Question) -> click.Command:
    def run(form: str, output: str, lang: str, **given: Any) -> None:
        parameters = {name: value for name, value in given.items() if name not in _SHARED and value is not None}
        graph = opened(*(given[name] for name in ("data", "as_of", "source", "endpoint", "store", "checked")))
        write(graph.ask(question.name, lang=lang, **parameters), form, output)

    options = [
        click.Option(
            [f"--{parameter.name.replace('_', '-')}", parameter.name],
            metavar=parameter.kind.upper(),
            help=f"{parameter.description.rstrip('.')}. [default: {parameter.default}"
            + (f"; also {', '.join(parameter.examples)}]" if parameter.examples else "]"),
        )
        for parameter in question.parameters
    ]
    examples = [f"kg ask {question.name}"]
    for parameter in question.parameters:
        examples += [f"kg ask {question.name} --{parameter.name} {value}" for value in parameter.examples[:2]]
    help_text = "\n\n".join(part for part in (question.summary, question.description) if part)
    return click.Command(
        question.name,
        callback=run,
        params=[*options, *WRITING, *ASKING, CHECKED_IN, STORE],
        help=help_text,
        epilog="\b\nExamples:\n" + "\n".join(f"  {example}" for example in examples),
    )


@with_options(*WRITING)
@click.group(
    "ask",
    cls=Questions,
    invoke_without_command=True,
    subcommand_metavar="[NAME [--PARAMETER VALUE]...]",
    epilog="""\b
Examples:
  kg ask                             the questions, by subject
  kg ask partners                    who partners with CNCA, and through what
  kg ask partners --agency ANSI      the same for another organisation
  kg ask partners -f csv -o partners.csv
  kg ask partners --help             what the question takes
""",
)
@click.pass_context
def command(ctx: click.Context, form: str, output: str) -> None:
    """Answer a prepared question; without NAME, list the questions by subject."""
    if ctx.invoked_subcommand is None:
        rows = tuple(
            (Literal(question.subject), Literal(question.name), Literal(question.summary), Literal(_usage(question)))
            for question in library.questions().values()
            if question.subject != CHECKS
        )
        write(Table(("subject", "question", "asks", "parameters"), rows), form, output)
        return
    given = {"form": form, "output": output}
    from_user = {name: value for name, value in given.items() if ctx.get_parameter_source(name) is not _DEFAULT}
    ctx.default_map = {ctx.invoked_subcommand: from_user}


_DEFAULT = click.core.ParameterSource.DEFAULT


def _usage(question: Question) -> str:
    return " ".join(f"--{parameter.name} {parameter.default}" for parameter in question.parameters)
