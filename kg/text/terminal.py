"""Questions to the user: written to standard error, answered on standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

import click

try:
    import termios
    import tty
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

#: Characters that a foreign text must not send to a terminal.
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def ask(choices: Mapping[str, str], default: str, at_end: str = "nothing is written") -> str:
    """The key of the choice that the user makes: on a terminal by one key, else by a line with its key or first word.

    An empty line means `default`; on a terminal nothing does, since the line end of a habit would decide something.
    Raises click.Abort at the end of the answers, and says what becomes of those before (`at_end`).
    """
    shown = ", ".join(f"[{key}]{name.removeprefix(key)}" for key, name in choices.items())
    single = sys.stdin.isatty()
    while True:
        click.echo(f"{shown}: " if single else f"{shown} ({default}): ", err=True, nl=False)
        line = _key() if single else sys.stdin.readline()
        if not line:
            click.echo(f"\nInput ended; {at_end}.", err=True)
            raise click.Abort
        answer = line.strip().casefold() or ("" if single else default)
        click.echo(plain(answer[:20]), err=True)
        for key, name in choices.items():
            if answer in (key, name.split()[0]):
                return key
        if answer:
            click.echo(f'"{plain(answer[:20])}" is not one of {", ".join(choices)}.', err=True)


def _key() -> str:
    """One key of the terminal; empty where the user leaves (Ctrl-C, Ctrl-D)."""
    try:
        if termios is None:
            return click.getchar()
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal, termios.TCSADRAIN)  # which keeps what was typed ahead
            key = os.read(terminal, 1)
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    except (KeyboardInterrupt, EOFError):
        return ""
    return "" if key == b"\x04" else key.decode("utf-8", "replace")


def plain(text: str) -> str:
    """A foreign text, with a dot for each character that would control a terminal."""
    return _UNSHOWN.sub("·", text)
