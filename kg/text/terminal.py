"""Questions on a terminal: asked on standard error, answered on standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

import click

#: What a text from outside may not send to a terminal.
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def ask(choices: Mapping[str, str], default: str) -> str:
    """The key of the choice that is made, by its key or first word; nothing typed means `default`.

    Raises click.Abort when no answer comes any more.
    """
    shown = ", ".join(f"[{key}]{name.removeprefix(key)}" for key, name in choices.items())
    while True:
        click.echo(f"{shown} ({default}): ", err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            click.echo("\nNo more answers; nothing is written.", err=True)
            raise click.Abort
        if not sys.stdin.isatty():
            click.echo(line.strip(), err=True)
        answer = line.strip().casefold() or default
        for key, name in choices.items():
            if answer in (key, name.split()[0]):
                return key
        click.echo(f'"{plain(answer[:20])}" is none of {", ".join(choices)}.', err=True)


def plain(text: str) -> str:
    """A text from outside, with a dot for each character that would steer a terminal."""
    return _UNSHOWN.sub("·", text)
