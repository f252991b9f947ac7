"""Strict YAML: every scalar stays text, and what YAML would do behind the reader's back is refused.

Refused, each with file, line and column: a repeated key, an anchor or alias, a tag, a second document, nesting
deeper than `MAX_DEPTH`, a file larger than `MAX_BYTES`, text that is not UTF-8, control characters, an empty value,
and an unquoted ``no`` (or yes, on, off), which other readers of the same file take for a boolean.
The tree is made from libyaml's events with a stack of our own, so that no input can exhaust Python's.
"""

from __future__ import annotations

import codecs
import contextlib
import stat
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kg.errors import Problem, Where, cut
from kg.text.literals import NOT_TEXT

MAX_DEPTH = 16
#: Measured: a second and 45 MB of memory a megabyte of records; all that was curated so far has a tenth of one.
MAX_BYTES = 8 * 1024 * 1024

#: How the problem with a key that has no value begins, for readers of YAML that take it as an absent key.
EMPTY_VALUE = "an empty value"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLEAN_LOOKALIKES = frozenset({"no", "yes", "on", "off", "No", "Yes", "On", "Off"})


@dataclass(slots=True)
class Scalar:
    """A piece of text, never anything else."""

    text: str
    where: Where
    #: written without quotes
    plain: bool = False

    kind = "text"


@dataclass(slots=True)
class Sequence:
    where: Where
    items: list[Node] = field(default_factory=list)

    kind = "a list"


@dataclass(slots=True)
class YamlMapping:
    where: Where
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    #: The key that waits for its value while the tree is built.
    pending: Scalar | None = None

    kind = "a mapping (key: value)"


Node = Scalar | Sequence | YamlMapping


class Refused(Exception):
    """This file cannot be read further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read(path: Path) -> tuple[Node | None, list[Problem]]:
    """The tree of one file and the problems met; the tree is None when the file could not be read to its end."""
    problems: list[Problem] = []
    try:
        return _parse(_text_of(path), Where.of(path).file, problems), problems
    except Refused as stop:
        return None, [*problems, stop.problem]


def parse(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a text and the problems met, as `read` gives them; `file` names the text in problems."""
    problems: list[Problem] = []
    try:
        _refuse_control_characters(text, Where(file))
        return _parse(text, file, problems), problems
    except Refused as stop:
        return None, [*problems, stop.problem]


def _text_of(path: Path) -> str:
    whole = Where.of(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe or a device may never end
            raise Refused(Problem(whole, "not a file"))
        if status.st_size > MAX_BYTES:
            raise Refused(Problem(whole, f"larger than {MAX_BYTES // 2**20} MB; split the file"))
        raw = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as fault:
        raise Refused(Problem(whole, f"cannot be read: {fault.strerror}")) from fault
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start].decode("utf-8")
        raise Refused(Problem(_at(whole, before), "not UTF-8 text; save the file as UTF-8")) from fault
    _refuse_control_characters(text, whole)
    return text


def _refuse_control_characters(text: str, whole: Where) -> None:
    if odd := NOT_TEXT.search(text):
        where = _at(whole, text[: odd.start()])
        raise Refused(Problem(where, f"the character U+{ord(odd.group()):04X} is not allowed in text; remove it"))


def _at(whole: Where, before: str) -> Where:
    """The place that follows the text `before` of a file."""
    return Where(whole.file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _parse(text: str, shown: str, problems: list[Problem]) -> Node | None:
    """The tree of a text. Raises Refused for our own limits, and for what the parser refuses.

    The parser scans up to a kilobyte ahead of its events, so a fault of its own (some releases limit nesting) may come
    before a limit of this module that the text exceeded earlier. The text before the fault is therefore read by itself.
    """
    try:
        return _tree(text, shown, problems)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        if mark is not None and mark.index < len(text):
            with contextlib.suppress(yaml.YAMLError):
                _tree(text[: mark.index], shown, [])
        raise Refused(_syntax(shown, fault)) from fault


def _tree(text: str, shown: str, problems: list[Problem]) -> Node | None:
    root: Node | None = None
    stack: list[Sequence | YamlMapping] = []
    documents = 0
    last = 0  #: where the scalar before ended
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        where = Where(shown, mark.line + 1, mark.column + 1) if mark else Where(shown)
        if anchor := getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            shared = Problem(where, f"{sign}{cut(anchor)}: anchors and aliases are not used here; write it out")
            if isinstance(event, yaml.AliasEvent):
                raise Refused(shared)
            problems.append(shared)
        if tag := getattr(event, "tag", None):
            problems.append(Problem(where, f"the tag {cut(tag)} is not used here; every value is plain text"))
        if isinstance(event, yaml.ScalarEvent):
            key = stack[-1].pending if stack and isinstance(stack[-1], YamlMapping) else None
            alone = key is not None and not event.value and mark is not None and ":" not in text[last : mark.index]
            node: Node = _scalar(event, where, problems, key.text if key and alone else "")
            last = event.end_mark.index if event.end_mark else 0
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            node = Sequence(where) if isinstance(event, yaml.SequenceStartEvent) else YamlMapping(where)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            stack.pop()
            continue
        else:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise Refused(Problem(where, "a second document (---); one file holds one"))
            continue
        if stack:
            _attach(stack[-1], node, problems)
        else:
            root = node
        if not isinstance(node, Scalar):
            stack.append(node)
            if len(stack) > MAX_DEPTH:
                raise Refused(Problem(where, f"nested deeper than {MAX_DEPTH} levels"))
    return root


def _attach(parent: Sequence | YamlMapping, node: Node, problems: list[Problem]) -> None:
    if isinstance(parent, Sequence):
        parent.items.append(node)
        return
    if parent.pending is None:
        if not isinstance(node, Scalar):
            raise Refused(Problem(node.where, f"a key must be text, not {node.kind}"))
        parent.pending = node
        return
    key, parent.pending = parent.pending, None
    if key.text in parent.entries:
        first = parent.entries[key.text][0].where.line
        problems.append(Problem(key.where, f'the key "{cut(key.text)}" stands here and on line {first}; keep one'))
    else:
        parent.entries[key.text] = (key, node)


def _scalar(event: yaml.ScalarEvent, where: Where, problems: list[Problem], key: str = "") -> Scalar:
    """A piece of text; `key` is the one it is the value of, where that stands without a colon."""
    text: str = event.value
    if event.implicit[0]:  # plain, that is unquoted
        if text in _BOOLEAN_LOOKALIKES:
            problems.append(Problem(where, f'an unquoted {text} is a boolean elsewhere; write "{text}" in quotes'))
        elif key and not text:  # {en: Ropes, nets}
            why = f'of "{cut(key)}"; a text that has a comma stands in quotes as a whole, or leave it out'
            problems.append(Problem(where, f"{EMPTY_VALUE} {why}"))
        elif text in ("", "~", "null"):
            problems.append(Problem(where, f"{EMPTY_VALUE}; leave the key out, or quote the text"))
    elif odd := NOT_TEXT.search(text):  # written as an escape, "\x1b"
        problems.append(Problem(where, f"the character U+{ord(odd.group()):04X} is not allowed in text; remove it"))
        text = NOT_TEXT.sub("\ufffd", text)
    return Scalar(text, where, plain=event.implicit[0])


def _syntax(shown: str, fault: yaml.YAMLError) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    where = Where(shown, mark.line + 1, mark.column + 1) if mark else Where(shown)
    context = getattr(fault, "context", None)
    reason = getattr(fault, "problem", None) or getattr(fault, "reason", None) or str(fault)
    began = getattr(fault, "context_mark", None)
    if context and began and mark and began.line != mark.line:
        context += f" that starts on line {began.line + 1}"
    return Problem(where, f"not valid YAML: {reason}" + (f" ({context})" if context else ""))
