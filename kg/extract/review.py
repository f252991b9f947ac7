"""A walk through a draft, record by record: accept, edit, drop, or leave the rest for later.

The draft is taken and given back as the text of a record file, so that what was not touched keeps its comments, and a
file that was drafted an hour ago can be walked through like a fresh one. Whoever drops a record drops the links
to it too. Each decision is handed to `save` at once; in what is saved, a comment marks the records decided on, and a
walk through such a file asks about the others only.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import click

from kg.errors import Problem
from kg.extract.blocks import PassageBlock, RecordBlock, dedented, joined, line_of, parsed, unlink
from kg.extract.outline import Outline
from kg.extract.wording import sentence
from kg.rdf.vocabulary import Vocabulary
from kg.records import interpret, reader
from kg.records.reader import Records
from kg.text.terminal import ask, plain

#: Characters of the passage shown on either side of a record's quote, where its sentence is longer.
_AROUND = 400
_CHOICES = {"a": "accept", "e": "edit", "d": "drop", "q": "quit and keep the rest"}
#: Stands above a record that was decided on, in a draft whose review goes on.
_MARK = "# reviewed"
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
    """A function that returns the problems of a record file's text, read together with the records of other files."""
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
            own_problems = [
                problem for problem in interpret.check(both, vocabulary).problems if Path(problem.where.file) == path
            ]
        return [Problem(problem.where, problem.message) for problem in own_problems]

    return problems


def review(text: str, outline: Outline, check: Check, save: Callable[[str], None] | None = None) -> Outcome:
    """Ask on standard error what to do with each record of a draft; the answers come from standard input.

    Raises DataError when the text is no record file, and click.Abort when the answers end before the records do.
    """
    head, parts = parsed(text)
    decided = _taken(parts)
    text = joined(head, parts)
    outcome = Outcome(text)
    blocks = [(part, block) for part in parts for block in part.blocks]
    faults = check(text)
    places = {id(block): line_of(head, parts, block) for _, block in blocks}
    at_end = "nothing is written" if save is None else "what was decided is kept"
    for count, (part, block) in enumerate(blocks, start=1):
        if id(block) in decided:
            continue
        if not any(one is block for one in part.blocks):  # it was about a thing that was dropped
            outcome.unlinked += 1
            continue
        first = places[id(block)]
        own = [fault for fault in faults if first <= fault.where.line < first + block.text.count("\n")]
        _show(block, outline, f"{count} of {len(blocks)}", own)
        answer = ask(_CHOICES, "a", at_end)
        if answer == "q":
            outcome.untouched = sum(id(one) not in decided for _, one in blocks[count - 1 :])
            break
        if answer == "e" and (edited := _edited(head, parts, part, block, check)) is not None:
            part.blocks[part.blocks.index(block)] = block = edited
            outcome.edited += 1
        elif answer == "d":
            part.blocks.remove(block)
            outcome.dropped += 1
            if block.about is None:
                outcome.unlinked += unlink(parts, {block.key})
        else:
            outcome.accepted += 1
        decided.add(id(block))
        if save is not None:
            save(_marked(head, parts, decided))
    outcome.text = joined(head, parts)
    outcome.problems = check(outcome.text) if outcome.text else ()
    if save is not None:
        save(_marked(head, parts, decided) if outcome.untouched else outcome.text)
    return outcome


def _taken(parts: list[PassageBlock]) -> set[int]:
    """The records that a review decided on before (by identity), whose marks are taken away."""
    decided: set[int] = set()
    for block in (block for part in parts for block in part.blocks):
        first, _, rest = block.text.partition("\n")
        if first.strip() == _MARK:
            block.text = rest
            decided.add(id(block))
    return decided


def _marked(head: str, parts: list[PassageBlock], decided: AbstractSet[int]) -> str:
    """The text of the file, with a mark above each record that was decided on."""
    copies = [
        PassageBlock(
            part.head, [replace(one, text=_with_mark(one.text)) if id(one) in decided else one for one in part.blocks]
        )
        for part in parts
    ]
    return joined(head, copies)


def _with_mark(text: str) -> str:
    return f"{text[: len(text) - len(text.lstrip(' '))]}{_MARK}\n{text}"


def _show(block: RecordBlock, outline: Outline, place: str, faults: Sequence[Problem]) -> None:
    click.echo(click.style(f"── section {plain(block.section)} · record {place} ", bold=True), err=True)
    before, quote, after = _around(block, outline)
    click.echo(f"  {before}{click.style(quote, fg='yellow', bold=True)}{after}".rstrip() + "\n", err=True)
    for line in plain(dedented(block.text)).splitlines():
        click.echo(_COMMENT.sub(lambda match: click.style(match[0], dim=True), line), err=True)
    for fault in faults:
        click.echo(click.style(f"! {plain(fault.message)}", fg="red"), err=True)


def _around(block: RecordBlock, outline: Outline) -> tuple[str, str, str]:
    """The words of its sentence before a record's quote, the quote, and those behind it; without a quote, how the
    passage begins."""
    own = next((outline.of(section) for section in outline.sections if section.number == block.section), "")
    words = [re.escape(word) for word in block.quote.translate(_MARKS).split()]
    match = re.search(r"\s+".join(words), own.translate(_MARKS), re.IGNORECASE) if words else None
    start, end = match.span() if match else (0, 0)
    first, last = sentence(own, start)[0], sentence(own, max(start, end - 1))[1]
    low, high = max(first, start - _AROUND), min(last, end + _AROUND)
    before = "… " + own[low:start].partition(" ")[2] if low > first else own[low:start]
    after = own[end:high].rpartition(" ")[0] + " …" if high < last else own[end:high]
    return tuple(re.sub(r"\s+", " ", plain(text)) for text in (before, own[start:end], after))  # type: ignore[return-value]


def _edited(
    head: str, parts: list[PassageBlock], part: PassageBlock, block: RecordBlock, check: Check
) -> RecordBlock | None:
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
        new = RecordBlock(
            "".join(f"{indent}{line}" for line in text.splitlines(keepends=True)), "", None, block.section, ""
        )
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
