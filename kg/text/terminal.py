"""Questions to the user: written to standard error, answered on standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

import click

#: Characters that a foreign text must not send to a terminal.
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def ask(choices: Mapping[str, str], default: str) -> str:
    """The key of the choice that the user makes, by its key or first word; an empty line means `default`.

    Raises click.Abort at the end of standard input.
    """
    shown = ", ".join(f"[{key}]{name.removeprefix(key)}" for key, name in choices.items())
    while True:
        click.echo(f"{shown} ({default}): ", err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            click.echo("\nInput ended; nothing was written.", err=True)
            raise click.Abort
        if not sys.stdin.isatty():
            click.echo(line.strip(), err=True)
        answer = line.strip().casefold() or default
        for key, name in choices.items():
            if answer in (key, name.split()[0]):
                return key
        click.echo(f'"{plain(answer[:20])}" is none of {", ".join(choices)}.', err=True)


def plain(text: str) -> str:
    """A foreign text, with a dot for each character that would control a terminal."""
    return _UNSHOWN.sub("·", text)
