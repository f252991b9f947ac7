"""A walk through a draft, record by record: accept, edit, drop, or keep the rest as it is.

The draft is taken and given back as the text of a record file, so that what was not touched keeps its comments, and a
file that was drafted an hour ago can be walked through like a fresh one. Whoever drops a record drops the links
to it too. Nothing is written here: an interrupted walk leaves nothing behind.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from kg.errors import Problem
from kg.extract.blocks import Block, Part, dedented, joined, line_of, parsed, unlink
from kg.extract.outline import Outline
from kg.rdf.vocabulary import Vocabulary
from kg.records import interpret, reader
from kg.records.reader import Records
from kg.text.terminal import ask, plain

#: Characters of the passage shown on either side of a record's quote.
_AROUND = 160
_CHOICES = {"a": "accept", "e": "edit", "d": "drop", "q": "quit and keep the rest"}
_FAULTY = {"e": "edit again", "t": "take the edit back"}
_COMMENT = re.compile(r"(?<=\s)#.*$", re.MULTILINE)
_MARKS = str.maketrans("“”„«»‘’–—‑", '"""""\'\'---')


@dataclass(slots=True)
class Outcome:
    """What a review leaves: the records' text, how many were kept, edited and dropped, and what is wrong with them."""

    text: str
    accepted: int = 0
    edited: int = 0
    dropped: int = 0
    untouched: int = 0
    unlinked: int = 0
    problems: Sequence[Problem] = ()


Check = Callable[[str], list[Problem]]


def checker(known: Iterable[Path], vocabulary: Vocabulary) -> Check:
    """A function that says what is wrong with the text of a record file, read beside the records of other files."""
    other = reader.read(known)

    def problems(text: str) -> list[Problem]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "draft.yaml"
            path.write_text(text, "utf-8")
            own = reader.read([path])
            sources = {*other.sources, *(passage.source for passage in own.passages)}
            both = Records(
                records=[*other.records, *own.records],
                tables=[*other.tables, *own.tables],
                problems=[*own.problems],
                sources=sources,
                lost=other.lost | own.lost,
            )
            both.passages = [*other.passages, *own.passages]
            found = [
                problem for problem in interpret.check(both, vocabulary).problems if Path(problem.where.file) == path
            ]
        return [Problem(problem.where, problem.message) for problem in found]

    return problems


def review(text: str, outline: Outline, check: Check) -> Outcome:
    """Ask on standard error what to do with each record of a draft; the answers come from standard input.

    Raises DataError when the text is no record file, and click.Abort when the answers end before the records do.
    """
    head, parts = parsed(text)
    outcome = Outcome(text)
    total = sum(len(part.blocks) for part in parts)
    count = 0
    faults = check(text)
    places = {id(block): line_of(head, parts, block) for part in parts for block in part.blocks}
    dropped: set[str] = set()
    for part in parts:
        for block in list(part.blocks):
            count += 1
            first = places[id(block)]
            own = [fault for fault in faults if first <= fault.where.line < first + block.text.count("\n")]
            _show(block, outline, f"{count} of {total}", own)
            answer = ask(_CHOICES, "a")
            if answer == "e" and (edited := _edited(head, parts, part, block, check)) is not None:
                part.blocks[part.blocks.index(block)] = edited
                outcome.edited += 1
            elif answer == "d":
                part.blocks.remove(block)
                outcome.dropped += 1
                if block.about is None:
                    dropped.add(block.key)
            elif answer == "q":
                outcome.untouched = total - count + 1
                break
            else:
                outcome.accepted += 1
        if outcome.untouched:
            break
    outcome.unlinked = unlink(parts, dropped)
    outcome.text = joined(head, parts)
    outcome.problems = check(outcome.text) if outcome.text else ()
    return outcome


def _show(block: Block, outline: Outline, place: str, faults: Sequence[Problem]) -> None:
    click.echo(click.style(f"── section {plain(block.section)} · record {place} ", bold=True), err=True)
    before, quote, after = _around(block, outline)
    click.echo(f"  {before}{click.style(quote, fg='yellow', bold=True)}{after}".rstrip() + "\n", err=True)
    for line in plain(dedented(block.text)).splitlines():
        click.echo(_COMMENT.sub(lambda found: click.style(found[0], dim=True), line), err=True)
    for fault in faults:
        click.echo(click.style(f"! {plain(fault.message)}", fg="red"), err=True)


def _around(block: Block, outline: Outline) -> tuple[str, str, str]:
    """The passage's words before a record's quote, the quote, and those behind it; without a quote, how it begins."""
    own = next((outline.of(section) for section in outline.sections if section.number == block.section), "")
    words = [re.escape(word) for word in block.quote.translate(_MARKS).split()]
    found = re.search(r"\s+".join(words), own.translate(_MARKS), re.IGNORECASE) if words else None
    start, end = found.span() if found else (0, 0)
    low, high = max(0, start - _AROUND), min(len(own), end + _AROUND)
    before = "… " + own[low:start].partition(" ")[2] if low else own[:start]
    after = own[end:high].rpartition(" ")[0] + " …" if high < len(own) else own[end:]
    return tuple(re.sub(r"\s+", " ", plain(text)) for text in (before, own[start:end], after))  # type: ignore[return-value]


def _edited(head: str, parts: list[Part], part: Part, block: Block, check: Check) -> Block | None:
    """The block as the editor left it, once it is sound; None when nothing was changed, or the edit is taken back."""
    at = part.blocks.index(block)
    indent = " " * (len(block.text) - len(block.text.lstrip(" ")))
    text = dedented(block.text)
    before = {fault.message for fault in check(joined(head, parts))}
    while True:
        try:
            changed = click.edit(text, extension=".yaml", require_save=False)
        except click.ClickException as failure:
            click.echo(f"{failure.message}; set EDITOR to a program that edits a file.", err=True)
            return None
        if changed is None or changed.strip() == dedented(block.text).strip():
            return None
        text = changed.rstrip() + "\n"
        new = Block("".join(f"{indent}{line}" for line in text.splitlines(keepends=True)), "", None, block.section, "")
        part.blocks[at] = new
        whole = joined(head, parts)
        faults = [fault for fault in check(whole) if fault.message not in before]
        part.blocks[at] = block
        if not faults:
            return new
        for fault in faults:
            click.echo(click.style(f"! {plain(fault.message)}", fg="red"), err=True)
        if ask(_FAULTY, "e") == "t":
            return None
