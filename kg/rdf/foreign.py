"""RDF and SPARQL results that others wrote, parsed so that no input can end or exhaust the calling process.

The parsers are native code: deep nesting overflows their stack, and entities make a few lines fill the memory. Either
ends the process by a signal, which no ``except`` sees. So a disposable process parses the input first, on a smaller
stack and with less memory than the caller has (``python -m kg.rdf.foreign``). Only what it read to the end is parsed
here. Everything else is refused with file and place.

N-Quads and N-Triples in any quantity need no other process: only triple terms nest in them, and no file that comes
here has any. `SafeLines` refuses them line by line.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from pyoxigraph import (
    Literal,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg.errors import DataError, EnvironmentFault, LimitError, Problem, Where, cut

#: A triple term may hold another, and so on, this often.
MAX_TERM_DEPTH = 8
#: Outlines of countries on a map have some megabytes.
MAX_TEXT_BYTES = 16 * 1024 * 1024
#: Of the memory that the input's terms take together: this much, and as many times the size of the input.
_SPARE_BYTES = 64 * 1024 * 1024
_MOST_TIMES = 64
#: A line of N-Quads, within what the parser buffers; the longest text in the shipped records has 300 characters.
MAX_LINE_BYTES = 15 * 1024 * 1024
_STACK_BYTES = 2 * 1024 * 1024
#: Of the other process, without and for each byte of the input.
_MEMORY_BYTES, _MEMORY_TIMES = 512 * 1024 * 1024, 16
#: Of the other process: this long, and a second more for each megabyte.
_SECONDS = 60.0
_READ_BYTES = 1024 * 1024

_STRING = re.compile(rb'"(?:[^"\\\n]|\\.)*"')
#: Strings, and the brackets that nest.
_TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.)*"|<<\(?|\)?>>|[\[{(]|[\]})]')
_EXPANDS = "expands to more memory than a file of this size may take"
_OPENING = frozenset((b"[", b"{", b"(", b"<<", b"<<("))

#: Up to this size, looking at the brackets is quicker than another process.
_PLAIN_BYTES = 256 * 1024

_Format = RdfFormat | QueryResultsFormat
#: Formats without prefixes, contexts and entities: no term is longer than what stands for it.
_UNEXPANDED = frozenset((RdfFormat.N_TRIPLES, RdfFormat.N_QUADS, QueryResultsFormat.JSON, QueryResultsFormat.TSV))
_FORMATS: dict[str, _Format] = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "n3": RdfFormat.N3,
    "results-json": QueryResultsFormat.JSON,
    "results-xml": QueryResultsFormat.XML,
    "results-tsv": QueryResultsFormat.TSV,
}


def read(path: Path, form: RdfFormat, max_bytes: int | None = None) -> list[Quad]:
    """The quads of a file. Raises DataError, EnvironmentFault as `quads` does, and LimitError above `max_bytes`."""
    where = Where.of(path)
    try:
        if not path.is_file():
            raise EnvironmentFault(f"{where}: not a file")
        size = path.stat().st_size
        if max_bytes is not None and size > max_bytes:
            raise LimitError(f"{where}: {size:,} bytes; the limit is {max_bytes:,}")
        content = path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(f"{where}: cannot be read: {fault.strerror}") from fault
    return parse_content(content, form, where)


def parse_content(content: bytes, form: RdfFormat, where: Where, lenient: bool = False) -> list[Quad]:
    """The quads of RDF in memory; `where` is its file, or what stands for it in messages.

    `lenient` admits IRIs and language tags that no standard allows. Raises DataError, with the place, for what is not
    RDF in this format, is nested too deeply, or expands to far more than it holds.
    """
    _check(content, len(content), form, where, lenient, lambda: content)
    try:
        return list(parse(content, format=form, lenient=lenient))
    except (SyntaxError, ValueError) as fault:
        raise syntax_error(fault, form, where) from fault


def quads(path: Path, form: RdfFormat) -> Iterator[Quad]:
    """The quads of a file, one by one. Raises DataError as `parse_content` does, EnvironmentFault for no such file."""
    where = Where.of(path)
    try:
        with path.open("rb") as file:
            _check(file, os.fstat(file.fileno()).st_size, form, where, False, path.read_bytes)
        yield from parse(path=path, format=form)
    except OSError as fault:
        raise EnvironmentFault(f"{where}: cannot be read: {fault.strerror}") from fault
    except (SyntaxError, ValueError) as fault:
        raise syntax_error(fault, form, where) from fault


def results(content: bytes, form: QueryResultsFormat, where: Where) -> QuerySolutions | QueryBoolean:
    """The SPARQL results in memory.

    Raises DataError for anything else and for results nested too deeply; ValueError and SyntaxError while the
    solutions are read.
    """
    _check(content, len(content), form, where, False, lambda: content)
    try:
        return parse_query_results(content, format=form)
    except (SyntaxError, ValueError) as fault:
        raise syntax_error(fault, form, where) from fault


def syntax_error(fault: Exception, form: _Format, where: Where) -> DataError:
    """The parser's complaint as a problem of the file, at its line and column."""
    return DataError(
        [_syntax_problem(str(getattr(fault, "msg", fault)), getattr(fault, "lineno", None) or 0, form, where)]
    )


def _syntax_problem(message: str, line: int, form: _Format, where: Where) -> Problem:
    reason = re.sub(r"^Parser error (?:at|between) .*?: | \(line \d+\)$", "", message)
    return Problem(Where(where.file, line), f"not readable as {form.name}: {cut(' '.join(reason.split()), 200)}")


class SafeLines(io.RawIOBase):
    """A file of N-Quads or N-Triples for the parser, without what would bring the parser down; read in blocks of lines.

    `look` is called with each block of lines. Raises DataError, with the line, for a triple term, and LimitError for a
    line over `max_line_bytes`.
    """

    def __init__(
        self,
        file: IO[bytes],
        where: Where,
        max_line_bytes: int = MAX_LINE_BYTES,
        look: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        self._source = file
        self._file = where.file
        self._most = max_line_bytes
        self._look = look
        self._lines_before = 0
        self._begun = b""  # a line whose end has not been read yet
        self._checked = io.BytesIO()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Checked text, at most `size` bytes of it; empty at the end of the file."""
        if not (given := self._checked.read(size)):
            self._checked = io.BytesIO(self._next())
            given = self._checked.read(size)
        return given

    def _next(self) -> bytes:
        """Some whole lines, checked; empty at the end of the file."""
        parts = [self._begun]
        while block := self._source.read(_READ_BYTES):
            if end := block.rfind(b"\n") + 1:
                parts.append(block[:end])
                self._begun = block[end:]
                break
            parts.append(block)
            if sum(map(len, parts)) > self._most:
                break
        else:
            self._begun = b""
        lines = b"".join(parts)
        if len(lines) > self._most or b"<<" in lines:
            self._refuse(lines)
        self._lines_before += lines.count(b"\n")
        self._look(lines)
        return lines

    def _refuse(self, lines: bytes) -> None:
        """Raise for the first line that the parser must not see."""
        for number, line in enumerate(lines.splitlines(keepends=True), self._lines_before + 1):
            if len(line) > self._most:
                raise LimitError(f"{Where(self._file, number)}: a line over {self._most:,} bytes")
            if b"<<" in line and b"<<" in _STRING.sub(b"", line):
                raise DataError([Problem(Where(self._file, number), "a triple term; none is expected here")])


def _check(
    content: bytes | IO[bytes], size: int, form: _Format, where: Where, lenient: bool, whole: Callable[[], bytes]
) -> None:
    """Have another process read the input to its end. Raises DataError for what it refuses or does not survive."""
    if isinstance(content, bytes) and _is_plain(content, form):
        return
    name = next(name for name, known in _FORMATS.items() if known == form)
    # -P: no module of the current folder is imported
    command = [sys.executable, "-P", "-m", "kg.rdf.foreign", name, str(size), str(int(lenient))]
    given: dict[str, Any] = {"input": content} if isinstance(content, bytes) else {"stdin": content}
    try:
        done = subprocess.run(command, **given, capture_output=True, timeout=_SECONDS + size / 1e6, check=False)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as fault:
        raise LimitError(f"{where}: not read after {fault.timeout:,.0f} s") from None
    except OSError as fault:
        raise EnvironmentFault(f"cannot start a process that reads {where}: {fault.strerror}") from fault
    except ValueError:
        if done.returncode > 0 and b"Error" in done.stderr and b"MemoryError" not in done.stderr:
            detail = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1]
            raise EnvironmentFault(f"{where}: the process that reads it failed: {cut(detail, 200)}") from None
        place, depth = _deepest(whole(), where)
        message = f"nested {depth:,} levels deep; too deep to be read safely" if depth > 100 else _EXPANDS
        raise DataError([Problem(place, message)]) from None
    if "refused" in answer:
        raise DataError([Problem(_deepest(whole(), where)[0], answer["refused"])])
    if "message" in answer:
        raise DataError([_syntax_problem(answer["message"], answer["line"], form, where)])


def _is_plain(content: bytes, form: _Format) -> bool:
    """Whether a short input can do no harm: nothing in its format expands, and hardly anything in it is nested."""
    if form not in _UNEXPANDED or len(content) > _PLAIN_BYTES:
        return False
    return _deepest(content, Where(""))[1] <= MAX_TERM_DEPTH


def _deepest(content: bytes, where: Where) -> tuple[Where, int]:
    """The line of the input on which brackets are nested the deepest, and how deep; the longest line where they are
    hardly nested."""
    depth = most = place = 0
    for token in _TOKEN.finditer(content):
        if token.group() in _OPENING:
            depth += 1
            if depth > most:
                most, place = depth, token.start()
        elif not token.group().startswith(b'"'):
            depth = max(0, depth - 1)
    if most <= MAX_TERM_DEPTH:
        longest = start = 0
        for line in content.splitlines(keepends=True):
            if len(line) > longest:
                longest, place = len(line), start
            start += len(line)
    return Where(where.file, content.count(b"\n", 0, place) + 1), most


def _serve() -> None:
    """The other process: read standard input to its end, and say on standard output how that went."""
    name, size, lenient = sys.argv[1:4]
    _limit(_MEMORY_BYTES + _MEMORY_TIMES * int(size))
    answer: dict[str, Any] = {}

    def work() -> None:
        form = _FORMATS[name]
        source = sys.stdin.buffer
        try:
            if isinstance(form, RdfFormat):
                parsed: Iterable[Any] = parse(source, format=form, lenient=lenient == "1")
            else:
                solutions = parse_query_results(source, format=form)
                parsed = () if isinstance(solutions, QueryBoolean) else map(tuple, solutions)
            answer.update(_inspect(parsed, int(size)))
        except SyntaxError as fault:
            answer.update(message=fault.msg, line=fault.lineno or 0)
        except ValueError as fault:
            answer.update(message=str(fault), line=0)

    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if answer:
        print(json.dumps(answer))


def _limit(memory: int) -> None:
    """Limit the memory of this process, where the system supports that."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass


def _inspect(rows: Iterable[Iterable[Any]], size: int) -> dict[str, Any]:
    """Go through all terms; says what to refuse."""
    left = _SPARE_BYTES + _MOST_TIMES * size
    for row in rows:
        for term in row:
            length = 0
            depth = 0
            while isinstance(term, Triple):
                depth += 1
                if depth > MAX_TERM_DEPTH:
                    return {"refused": f"triple terms nested deeper than {MAX_TERM_DEPTH} levels"}
                length += len(term.predicate.value)
                term = term.object
            length += len(getattr(term, "value", ""))
            if isinstance(term, Literal) and length > MAX_TEXT_BYTES:
                return {"refused": f"a text of more than {MAX_TEXT_BYTES:,} characters"}
            left -= length
            if left < 0:
                return {"refused": _EXPANDS}
    return {"sound": True}


if __name__ == "__main__":
    _serve()
