"""The same statements as columns: a Parquet table for each class, a column for each property with one value a thing.

A cell holds a term as N-Triples writes it (``<iri>``, ``"text"@en``), so nothing of it is lost, dates are in their
order, and an answer is read back into terms. A table is named as its class, a column as its property (the last part of
the IRI); ``s`` is the thing itself. A property of which something has two values has no column.
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, RdfFormat, parse

from kg import names
from kg.errors import EnvironmentFault
from kg.store import Table, Term

if TYPE_CHECKING:
    import duckdb

#: Measured: 3 million certificates need no more, and a join that would goes to the disk.
_MEMORY = "2GB"
#: Things of a class below this need no columns: the graph itself is as fast.
LEAST = 100
_PREF_LABEL = f"<{names.expand('skos:prefLabel')}>"
_TYPE = f"<{names.expand('rdf:type')}>"
#: Lines of N-Quads that say the same otherwise than the engine does; of a file with such, no columns are made.
_NOT_PLAIN = (
    r"NOT regexp_full_match(line, '<[^ <>]*> <[^ <>]*> (<[^ <>]*>|\".*\"|\".*\"@[A-Za-z0-9-]+|\".*\"\^\^<[^ <>]*>)"
    r" <[^ <>]*> \.') OR contains(line, '\u') OR contains(line, '\U') OR contains(line, chr(2)) OR contains(line, '^^<http://www.w3.org/2001/XMLSchema#string>')"
)
#: Words of the SQL beside questions: the text of a term, and what terms are put in order by.
_MACROS = (
    """CREATE MACRO inside(term) AS substr(term, 2, length(term) - 1 - strpos(reverse(term),
        CASE WHEN starts_with(term, '<') THEN '>' ELSE '"' END))""",
    r"""CREATE MACRO lexical(term) AS CASE WHEN contains(term, '\')
        THEN replace(replace(replace(replace(replace(replace(inside(term), '\\', chr(1)),
        '\"', '"'), '\n', chr(10)), '\r', chr(13)), '\t', chr(9)), chr(1), '\') ELSE inside(term) END""",
)


def available() -> bool:
    """Whether DuckDB, which writes and asks columns, is installed."""
    return importlib.util.find_spec("duckdb") is not None


def write(files: Iterable[str], folder: Path, work: Path) -> bool:
    """Write the tables of N-Quads files (plain or .gz) to `folder`, with room for the passage in `work`.

    Gives False, and leaves nothing, when the files write a term otherwise than the engine does, or DuckDB fails.
    """
    import duckdb

    try:
        return _written(files, folder, work)
    except (duckdb.Error, MemoryError):  # questions are answered without columns too
        shutil.rmtree(folder, ignore_errors=True)
        return False


def _written(files: Iterable[str], folder: Path, work: Path) -> bool:
    listed = list(files)
    with contextlib.closing(_connection()) as base:
        base.execute(f"ATTACH '{_quoted(work / 'columns.duckdb')}' AS work; USE work")
        base.execute(f"SET temp_directory = '{_quoted(work / 'spilled')}'")
        lines = (
            f"read_csv({_list(listed)}, columns = {{'line': 'VARCHAR'}}, delim = '\x02', quote = '', escape = '',"
            " header = false, auto_detect = false, max_line_size = 16000000)"
        )
        if base.execute(f"SELECT 1 FROM {lines} WHERE {_NOT_PLAIN} LIMIT 1").fetchall():
            return False
        base.execute(
            "CREATE TABLE quad AS SELECT split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p, "
            "substr(line, length(s) + length(p) + 3, "
            "length(line) - length(s) - length(p) - length(regexp_extract(line, ' <[^ ]*> \\.$')) - 2) AS o "
            f"FROM {lines}"
        )
        folder.mkdir()
        kinds = f"SELECT o FROM quad WHERE p = '{_TYPE}' GROUP BY o HAVING count(DISTINCT s) >= {LEAST}"
        for (kind,) in base.execute(kinds).fetchall():
            if re.fullmatch(f"<{names.NS}\\w+>", kind):
                _write_table(base, kind, folder)
    return True


def _write_table(base: duckdb.DuckDBPyConnection, kind: str, folder: Path) -> None:
    said = f"FROM quad SEMI JOIN (SELECT s FROM quad WHERE p = '{_TYPE}' AND o = '{_escaped(kind)}') USING (s)"
    used = [row[0] for row in base.execute(f"SELECT DISTINCT p {said} ORDER BY p").fetchall()]
    predicates = [each for each in used if each == _PREF_LABEL or re.fullmatch(f"<{names.NS}\\w+>", each)]
    least = (f"min(o) FILTER (p = '{_escaped(each)}') AS c{place}" for place, each in enumerate(predicates))
    most = (f"max(o) FILTER (p = '{_escaped(each)}') AS m{place}" for place, each in enumerate(predicates))
    base.execute(f"CREATE OR REPLACE TABLE wide AS SELECT s, {', '.join((*least, *most))} {said} GROUP BY s")
    several = base.execute(
        f"SELECT {', '.join(f'coalesce(bool_or(c{place} <> m{place}), false)' for place in range(len(predicates)))} "
        "FROM wide"
    ).fetchone()
    assert several is not None
    columns: dict[str, int] = {}
    for place, each in enumerate(predicates):
        if not several[place]:
            columns[_name(each)] = place
    chosen = ", ".join(f'c{place} AS "{name}"' for name, place in columns.items())
    table = folder / f"{_name(kind)}.parquet"
    base.execute(
        f"COPY (SELECT s, {chosen} FROM wide ORDER BY s) TO '{_quoted(table)}' (FORMAT parquet, COMPRESSION zstd)"
    )


class Columns:
    """The tables of a folder, to ask in SQL."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._base: duckdb.DuckDBPyConnection | None = None

    def query(self, sql: str, parameters: Mapping[str, str]) -> Table | None:
        """The rows of a SELECT: terms as N-Triples writes them, or whole numbers; `parameters` are terms.

        None where DuckDB is not installed, or a table or column that the query names is not there. Raises
        EnvironmentFault when the tables cannot be read.
        """
        if not available():
            return None
        import duckdb

        try:
            base = self._base = self._base or self._opened()
            answer = base.cursor().execute(sql, {name: parameters[name] for name in parameters if f"${name}" in sql})
            variables = tuple(column[0] for column in answer.description or ())
            return Table(variables, _terms(answer.fetchall()))
        except (duckdb.CatalogException, duckdb.BinderException):
            return None
        except duckdb.Error as fault:
            said = str(fault).splitlines()[0]
            raise EnvironmentFault(f"{self.folder}: cannot be read ({said}); `kg verify-store` tells more") from fault

    def _opened(self) -> duckdb.DuckDBPyConnection:
        base = _connection()
        for path in sorted(self.folder.glob("*.parquet")):
            base.execute(
                f"CREATE VIEW \"{path.stem}\" AS SELECT * FROM read_parquet('{_escaped(glob.escape(str(path)))}')"
            )
        for macro in _MACROS:
            base.execute(macro)
        return base


def _connection() -> duckdb.DuckDBPyConnection:
    import duckdb

    base = duckdb.connect()
    base.execute(f"SET memory_limit = '{_MEMORY}'; SET preserve_insertion_order = false")
    base.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    return base


def _terms(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Term | None, ...], ...]:
    """Cells as terms; each text is read once."""
    texts = list({cell for row in rows for cell in row if isinstance(cell, str)})
    lines = "\n".join(f"<x:> <x:> {text} ." for text in texts)
    read = {text: quad.object for text, quad in zip(texts, parse(lines, format=RdfFormat.N_TRIPLES), strict=True)}
    return tuple(tuple(_term(cell, read) for cell in row) for row in rows)


def _term(cell: Any, read: Mapping[str, Term]) -> Term | None:
    if cell is None:
        return None
    return read[cell] if isinstance(cell, str) else Literal(int(cell))


def _name(iri: str) -> str:
    """The last part of an IRI, without its bracket."""
    return iri.rstrip(">").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _quoted(path: Path) -> str:
    return _escaped(str(path))


def _list(files: Iterable[str]) -> str:
    return "[" + ", ".join(f"'{_escaped(glob.escape(each))}'" for each in files) + "]"
