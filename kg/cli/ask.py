"""``kg ask``: list the questions, or answer one; each question is a sub-command with its parameters as options."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile
from typing import Any

import click
from pyoxigraph import Literal

from kg.ask import library, translation
from kg.ask.library import CHECKS, Question
from kg.ask.parameters import Parameter
from kg.ask.render import WITH_NOTES
from kg.cli.options import (
    ASKING,
    FORMAT,
    FORMAT_OR_CHART,
    LANG,
    STORE,
    WRITING,
    language,
    opened,
    screen,
    verbose,
    with_options,
    write,
    write_parts,
    write_text,
)
from kg.cli.options import CHECKED as CHECKED_IN
from kg.describe.questions import Meant, Questions, clearly
from kg.errors import NotFound, UsageError, cut
from kg.store import Graph, Table
from kg.text.grid import clip
from kg.text.language import ENGLISH, marked, translate
from kg.text.suggest import nearest
from kg.text.words import FUNCTION_WORDS

#: So many questions are listed where words may mean several.
_MOST_CANDIDATES = 8
_MAY_MEAN = marked("“{text}” may mean:")
_EXAMPLES, _DEFAULT_VALUE, _OTHER_VALUES = marked("Examples:"), marked("default: {value}"), marked("; also {values}")
_SHARED = frozenset({"form", "output", "lang", "data", "as_of", "source", "endpoint", "store", "checked"})


def _no_engine(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise UsageError(
            "since certreg 0.2, a question has SPARQL alone, which a register store answers by SQL; leave --engine out"
        )


#: An option of version 0.1.
_ENGINE = click.Option(["--engine"], hidden=True, expose_value=False, callback=_no_engine)


class QuestionCommands(click.Group):
    """The questions as commands, made from their headers."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [question.name for question in library.questions().values() if question.subject != CHECKS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return _command(library.find(cmd_name))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str, click.Command, list[str]]:
        """The question named first, or the one that the words before the first option mean."""
        words = list(takewhile(lambda word: not word.startswith("-"), args))
        if args[0] in library.questions() and not _goes_on(library.find(args[0]), words[1:]):
            return args[0], _command(library.find(args[0]), _language_in(args)), args[1:]
        if len(words) == 1 and args[0] in {question.subject for question in library.of_subject()}:
            return args[0], _listed(args[0]), args[1:]
        if " " not in (text := " ".join(words)) and (near := nearest(text, self.list_commands(ctx))):
            raise NotFound("question", text, near)
        return text, _asked_in_words(text), args[len(words) :]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text("`kg ask` lists the questions; `kg ask NAME --help` describes one.")


def _goes_on(question: Question, words: list[str]) -> bool:
    """Whether what follows the name of a question is no value but the rest of a sentence: "partners of CNCA"."""
    takes = len(question.parameters)
    return bool(words) and (words[0].lower() in FUNCTION_WORDS or (len(words) > takes != 1 and len(words) > 1))


def _language_in(args: list[str]) -> str:
    """The language that arguments ask for, which the help needs before they are read; else that of the command."""
    given = [
        after if arg == "--lang" else arg.removeprefix("--lang=")
        for arg, after in pairwise([*args, ""])
        if arg == "--lang" or arg.startswith("--lang=")
    ]
    return given[-1] if given else language()


def _command(question: Question, lang: str = ENGLISH) -> click.Command:
    """A question as a command, with its help in a language."""
    question = translation.in_language(question, lang)

    def run(values: tuple[str, ...], form: str, output: str, lang: str, **given: Any) -> None:
        parameters = {name: value for name, value in given.items() if name not in _SHARED and value is not None}
        parameters = _placed(question, values, parameters)
        graph = opened(*(given[name] for name in ("data", "as_of", "source", "endpoint", "store", "checked")))
        if form == "svg":
            write_text(_chart(graph.engine, question, parameters, lang), output)
        else:
            _write(graph.ask(question.name, lang=lang, **parameters), form, output)

    options = [
        click.Option(
            [f"--{parameter.name.replace('_', '-')}", parameter.name],
            metavar=parameter.kind.upper(),
            help=f"{parameter.description.rstrip('.')} [{_values(parameter, lang)}]",
        )
        for parameter in question.parameters
    ]
    examples = [f"kg ask {question.name}"]
    for parameter in question.parameters:
        examples += [
            f"kg ask {question.name} --{parameter.name} {shlex.quote(value)}" for value in parameter.examples[:2]
        ]
    if question.parameters:
        examples.append(f"kg ask {question.name} {' '.join(shlex.quote(one.default) for one in question.parameters)}")
    writing = [FORMAT_OR_CHART if one is FORMAT and question.has_chart else one for one in WRITING]
    placed = [click.Argument(["values"], nargs=-1, metavar=_metavar(question))]
    help_text = "\n\n".join(part for part in (question.summary, question.description, question.note) if part)
    return click.Command(
        question.name,
        callback=run,
        params=[*placed, *options, *writing, *ASKING, CHECKED_IN, STORE, _ENGINE],
        help=help_text,
        epilog=f"\b\n{translate(_EXAMPLES, lang)}\n" + "\n".join(f"  {example}" for example in examples),
    )


def _values(parameter: Parameter, lang: str) -> str:
    """The default of a parameter, and other values to try."""
    values = translate(_DEFAULT_VALUE, lang).format(value=parameter.default)
    if parameter.examples:
        values += translate(_OTHER_VALUES, lang).format(values=", ".join(parameter.examples))
    return values


def _write(answer: Table, form: str, output: str) -> None:
    """Write an answer; its notes go to standard error where the format has no place for them."""
    write(answer, form, output)
    if form not in WITH_NOTES:
        for note in answer.notes:
            click.echo(note, err=True)


def _chart(graph: Graph, question: Question, given: dict[str, str], lang: str) -> str:
    """The chart that the page of a question has, as SVG. Raises UsageError where there are too few figures."""
    from kg.web.pages import charts
    from kg.web.pages.site import Site

    drawn = charts.of_question(Site(graph, lang), question, given)
    if drawn is None:
        raise UsageError(f"{question.name}: a chart needs at least two figures; there are fewer")
    return drawn.svgs[0]


def _metavar(question: Question) -> str:
    return " ".join(f"[{parameter.name.upper()}]" for parameter in question.parameters) or "[]"


def _placed(question: Question, values: tuple[str, ...], given: dict[str, str]) -> dict[str, str]:
    """The parameters given by option, and those given by position: each value to the first that has none.

    The words of a single parameter need no quotation marks.
    """
    free = [parameter.name for parameter in question.parameters if parameter.name not in given]
    if len(values) > 1 and len(free) == 1:
        values = (" ".join(values),)
    if len(values) > len(free):
        takes = ", ".join(parameter.name for parameter in question.parameters) or "no parameters"
        raise UsageError(f'{question.name} takes {takes}; nothing is left for "{values[len(free)]}"')
    return given | dict(zip(free, values, strict=False))


def _asked_in_words(text: str) -> click.Command:
    """A command that answers the question that some words mean, or lists those that they may mean."""

    def run(form: str, output: str, lang: str, **given: Any) -> None:
        graph = opened(*(given[name] for name in ("data", "as_of", "source", "endpoint", "store", "checked")))
        candidates = Questions(graph.engine).find(text, _MOST_CANDIDATES)
        if not candidates:
            raise UsageError(f'no question "{cut(text)}"; `kg ask` lists the questions')
        if meant := clearly(candidates):
            defaults = {parameter.name: parameter.default for parameter in meant.question.parameters}
            run_as = replace(meant, given=defaults | dict(meant.given))
            click.echo(f"{translate(meant.question.summary, lang)}\n  {_line(run_as)}", err=True)
            _write(graph.ask(meant.question.name, lang=lang, **meant.given), form, output)
            return
        click.echo(translate(_MAY_MEAN, lang).format(text=cut(text)), err=True)
        rows = tuple((Literal(_line(one)), Literal(translate(one.question.summary, lang))) for one in candidates)
        write(Table(("command", "asks"), rows), form, output)

    return click.Command(text, callback=run, params=[*WRITING, *ASKING, CHECKED_IN, STORE])


def _line(meant: Meant) -> str:
    """The command that asks a question with the values that words give."""
    options = (f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in meant.given.items())
    return " ".join(["kg ask", meant.question.name, *options])


@with_options(*WRITING, LANG)
@click.group(
    "ask",
    cls=QuestionCommands,
    invoke_without_command=True,
    subcommand_metavar="[NAME [VALUE]... [--PARAMETER VALUE]... | WORDS]",
    epilog="""\b
Examples:
  kg ask                             the questions, by subject
  kg ask ccc                         the questions of one subject
  kg ask partners                    who partners with CNCA, and through what
  kg ask partners ANSI               the same for another organisation
  kg ask partners --agency ANSI      the same, with the parameter named
  kg ask which products need CCC     the question that these words mean
  kg ask partners -f csv -o partners.csv
  kg ask partners --help             what the question takes
""",
)
@click.pass_context
def command(ctx: click.Context, form: str, output: str, lang: str) -> None:
    """Answer a prepared question, by NAME or in plain WORDS; without either, list the questions by subject.

    WORDS that clearly mean one question are answered; otherwise the questions that they may mean are listed.
    """
    if ctx.invoked_subcommand is None:
        _list(library.of_subject(), form, output)
        return
    given = {"form": form, "output": output, "lang": lang}
    from_user = {name: value for name, value in given.items() if ctx.get_parameter_source(name) is not _DEFAULT}
    ctx.default_map = {ctx.invoked_subcommand: from_user}


_DEFAULT = click.core.ParameterSource.DEFAULT


def _list(known: Sequence[Question], form: str, output: str) -> None:
    """Write a list of questions: for reading, a line each below their subjects; for programs and with -v a table."""
    questions = [translation.in_language(question, language()) for question in known]
    if form == "table" and not verbose():
        width, parts = screen(output).width or 80, []
        for subject, group in groupby(questions, key=lambda question: question.subject):
            these = list(group)
            names = max(len(question.name) for question in these) + 4
            lines = [f"{f'  {one.name}':<{names}}  {clip(one.summary, width - names - 2)}" for one in these]
            parts.append("\n".join([_title(subject), *lines, ""]))
        parts.append("kg ask SUBJECT lists one subject, kg ask NAME --help describes a question, -v shows parameters.")
        write_parts(parts, output)
        return
    write(library.listed(questions), form, output)


def _listed(subject: str) -> click.Command:
    """A command that lists the questions of a subject."""

    def run(form: str, output: str, lang: str) -> None:
        _list(library.of_subject(subject), form, output)

    return click.Command(subject, callback=run, params=[*WRITING, LANG])


def _title(subject: str) -> str:
    """A subject as `kg ask` takes it, with its name in another language."""
    name = translation.subject_name(subject, language())
    return subject if name.isascii() else f"{subject}  {name}"
