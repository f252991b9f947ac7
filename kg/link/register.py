"""Which things of a register store may be one of some records: chosen by SQL over its Parquet files.

Millions of things stay in the files. DuckDB splits their names into words and joins them, in a database file that is
removed afterwards, with the words and identifiers of the records on the other side; only the things that share a rare
word (up to one letter), a pair of common words, all words or an identifier become records, which are then compared as
any others (`local`). Names in letters other than Latin ones are parsed in batches, as their words cannot be compared
otherwise.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from kg import names
from kg.errors import DataError, EnvironmentFault, Problem, Where, cut
from kg.link import blocking, identifiers, naming
from kg.link.columns import SAMPLE_ROWS, country_code
from kg.link.local import fetched, insert
from kg.link.parallel import spread
from kg.link.records import LinkRecord
from kg.store.registers import layout
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.tables import ColumnStatement, Thing

#: What DuckDB may take in memory; more goes to the disk.
_MEMORY = "1GB"
#: Of so few names all are compared.
FEW = 100_000
#: A word in more names than this is common: it counts in a pair only, and in the form that the rules give it.
_COMMON = blocking.MOST_NAMES
_ORGANISATION = names.expand("org:Organization")
#: The words of a name in small Latin letters without accents where they have such; and, of short ones that are written
#: apart, also two or three together: "Hua Yu" meets "Huayu".
_WORDS = r"""
CREATE TABLE {table} AS
WITH split AS (
    SELECT {id}, regexp_extract_all(lower(strip_accents(name)), '[\p{{L}}\p{{N}}]+') AS listed FROM {names}
),
near AS (SELECT {id}, unnest(listed) AS a, unnest(listed[2:]) AS b, unnest(listed[3:]) AS c FROM split)
SELECT {id}, unnest(listed) AS word, true AS whole FROM split
UNION ALL SELECT {id}, a || b, false FROM near WHERE length(a) < 6 AND length(b) < 6
UNION ALL SELECT {id}, a || b || c, false FROM near WHERE length(a) < 6 AND length(b) < 6 AND length(c) < 6
"""
#: A word and it with each letter left out, as `blocking.keys` does.
_FORMS = """SELECT DISTINCT word, form FROM (SELECT word, unnest(list_append(
    CASE WHEN length(word) > 4 AND length(word) < 24
    THEN list_transform(range(1, length(word) + 1), lambda i: substr(word, 1, i - 1) || substr(word, i + 1))
    ELSE [] END, word)) AS form FROM {words})"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The things that may be one of the records, and how often their words occur in the whole register."""

    records: Sequence[LinkRecord]
    #: token -> number of the register's names that contain it
    counts: Mapping[str, int]
    #: the number of the register's names
    names: int


class NamedThings:
    """The things of a store that have names."""

    def __init__(
        self,
        graph: RegisterGraph,
        properties: Mapping[str, frozenset[str]],
        classes: frozenset[str] = frozenset(),
        *,
        organisations: bool = False,
        guess_identifiers: bool = True,
    ) -> None:
        """`properties` are the IRIs of those that state a `name` or a `country`.

        Only things of one of `classes` (IRIs), and only `organisations`, where that is asked for. Raises DataError
        for a store without names, or whose files are damaged.
        """
        self.folder = graph.folder
        wanted = classes or (frozenset([_ORGANISATION]) if organisations else frozenset())
        self._sources = []
        evidence: list[str] = []
        for thing in graph.things:
            of = {
                each.prefix
                for each in thing.statements
                if each.column is None and names.expand("rdf:type") in each.properties
            }
            labels = _stating(thing, properties["name"])
            if labels and (not wanted or of & wanted):
                layout.compare(self.folder, thing.file, graph.manifest.files[thing.file])
                schemes = _schemes(self.folder, thing, labels, evidence) if guess_identifiers else {}
                self._sources.append(_Source(thing, labels, _stating(thing, properties["country"]), schemes))
        if not self._sources:
            raise DataError([Problem(Where.of(self.folder), "no register in this store has such things with names")])
        #: what was recognised, for the user
        self.reading = "; ".join([f"{self.folder}: {', '.join(map(_described, self._sources))}", *evidence])

    def __len__(self) -> int:
        return sum(source.thing.rows for source in self._sources)

    def like(
        self, records: Sequence[LinkRecord], workers: int = 0, progress: Callable[[str], None] = lambda step: None
    ) -> Chosen:
        """The things that may be one of these records. Raises EnvironmentFault where the disk is too small."""
        try:
            with tempfile.TemporaryDirectory(prefix="certreg-link-") as folder:
                config = {"threads": str(workers or os.cpu_count() or 1), "memory_limit": _MEMORY}
                with duckdb.connect(str(Path(folder) / "words"), config={**config, "temp_directory": folder}) as tables:
                    tables.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
                    return self._chosen(tables, records, workers, progress)
        except duckdb.IOException as fault:
            raise EnvironmentFault(f"{self.folder}: {cut(str(fault).splitlines()[0], 200)}") from fault

    def _chosen(
        self, tables: Any, records: Sequence[LinkRecord], workers: int, progress: Callable[[str], None]
    ) -> Chosen:
        self._views(tables)
        total = tables.sql("SELECT count(*) FROM names").fetchall()[0][0]
        if total <= FEW:
            chosen = self._records(tables, "SELECT id FROM names")
            return Chosen(chosen, {}, 0)
        progress("Splitting names of the register")
        self._split(tables, workers)
        progress("Choosing what may match")
        _left(tables, records)
        tables.execute(_MATCHED)
        for side, number in (("left", "record"), ("right", "id")):
            tables.execute(_TOKENS.format(side=side, id=number))
        tables.execute(f"CREATE TABLE left_keys AS {_KEYS.format(side='left', id='record')}")
        keys = _KEYS.format(side="right", id="id")
        tables.execute(f"CREATE TABLE right_keys AS SELECT * FROM ({keys}) WHERE key IN (SELECT key FROM left_keys)")
        self._identifiers(tables, records)
        tables.execute(f"CREATE TABLE chosen AS SELECT DISTINCT other AS id FROM ({blocking.CANDIDATES})")
        counts = tables.sql(
            "SELECT coalesce(known.canonical, v.word) AS token, sum(v.names)::BIGINT FROM vocabulary v"
            " LEFT JOIN known USING (word) WHERE v.names > 1"
            " AND v.word IN (SELECT word FROM right_words WHERE id IN (FROM chosen)) GROUP BY 1"
        ).fetchall()
        return Chosen(self._records(tables, "SELECT id FROM chosen"), dict(counts), total)

    def _views(self, tables: Any) -> None:
        """Number the things of all tables, and show their names as one table."""
        parts, start = [], 0
        for place, source in enumerate(self._sources):
            file = _text(str((self.folder / source.thing.file).resolve()))
            tables.execute(
                f"CREATE VIEW t{place} AS SELECT *, file_row_number + {start} AS id"
                f" FROM read_parquet({file}, file_row_number = true)"
            )
            start += source.thing.rows
            parts += [f"SELECT id, {_each(each)} AS name FROM t{place}" for each in source.names]
        listed = " UNION ALL ".join(parts)
        tables.execute(f"CREATE VIEW names AS SELECT id, name FROM ({listed}) WHERE name IS NOT NULL")

    def _split(self, tables: Any, workers: int) -> None:
        """The words of all names, how often each occurs, and what the rules make of the common ones."""
        tables.execute(_WORDS.format(table="right_words", id="id", names="names"))
        other = r"SELECT id, name FROM names WHERE regexp_matches(strip_accents(name), '[^\x00-\x7f]')"
        for rows in spread(_tokens, fetched(tables, other), None, workers):
            insert(tables, "right_words", rows)
        tables.execute(
            "CREATE TABLE vocabulary AS SELECT word, count(*) AS names FROM right_words WHERE whole GROUP BY word"
        )
        common = tables.sql(f"SELECT word FROM vocabulary WHERE names > {_COMMON}").fetchall()
        tables.execute("CREATE TABLE known (word VARCHAR, canonical VARCHAR)")
        insert(tables, "known", [(word, _canonical(word)) for (word,) in common])

    def _identifiers(self, tables: Any, records: Sequence[LinkRecord]) -> None:
        """The identifiers that both sides have, as keys."""
        held = [
            (number, f"i{identifiers.key(each)}")
            for number, record in enumerate(records)
            for each in record.identifiers
        ]
        insert(tables, "left_keys", list(dict.fromkeys(held)))
        for place, source in enumerate(self._sources):
            for column, scheme in source.schemes.items():
                number = f"regexp_replace(lower({column}), '[^0-9a-z]', '', 'g')"
                plain = f"regexp_replace(regexp_replace({number}, '^{scheme}', ''), '^0+([0-9]+)$', '\\1')"
                key = f"'i{scheme}:' || {plain}"
                tables.execute(
                    f"INSERT INTO right_keys SELECT id, {key} FROM t{place}"
                    f" WHERE {key} IN (SELECT key FROM left_keys WHERE starts_with(key, 'i{scheme}:'))"
                )

    def _records(self, tables: Any, ids: str) -> list[LinkRecord]:
        """The things with these numbers, read as records."""
        read: list[LinkRecord] = []
        for place, source in enumerate(self._sources):
            columns = ", ".join(["s", *source.columns])
            wanted = f"SELECT {columns} FROM t{place} WHERE id IN ({ids}) ORDER BY id"
            for rows in fetched(tables, wanted):
                read += [record for row in rows if (record := source.record(row)) is not None]
        return read


@dataclass(frozen=True, slots=True)
class _Source:
    """One table of things with names, and which of its columns hold what."""

    thing: Thing
    names: Sequence[ColumnStatement]
    countries: Sequence[ColumnStatement]
    #: column -> scheme of the identifiers in it
    schemes: Mapping[str, str]

    @property
    def columns(self) -> list[str]:
        stated = [each.column for each in (*self.names, *self.countries) if each.column]
        return [*stated, *self.schemes]

    def record(self, row: Sequence[Any]) -> LinkRecord | None:
        """The record of a row of `columns` after its key; None without a name."""
        values = iter(row[1:])
        labels = [name for _ in self.names for name in _listed(next(values))]
        places = [each.prefix + value for each in self.countries for value in _listed(next(values))]
        held = (
            identifiers.canonical(scheme, value or "")
            for scheme, value in zip(self.schemes.values(), values, strict=True)
        )
        country = next(filter(None, map(_country, places)), "")
        if not labels:
            return None
        iri = f"{self.thing.prefix}{row[0]}"
        return LinkRecord(iri, tuple(dict.fromkeys(labels)), country, identifiers=tuple(filter(None, held)))


#: Words of both sides that are equal up to one letter; a word that too many names have so is of no use alone.
_MATCHED = f"""
CREATE TABLE matched AS
WITH left_forms AS ({_FORMS.format(words="left_words")}),
right_forms AS ({_FORMS.format(words="vocabulary")}),
pairs AS (
    SELECT DISTINCT l.word AS left_word, r.word AS right_word, 'e' AS kind
    FROM left_forms l JOIN right_forms r ON l.form = r.form
    UNION ALL SELECT DISTINCT word, word, 'd' FROM left_words
),
counted AS (
    SELECT pairs.*, sum(v.names) OVER (PARTITION BY left_word, kind) AS names
    FROM pairs JOIN vocabulary v ON v.word = right_word
)
SELECT left_word, right_word, kind FROM counted WHERE names <= {blocking.MOST_AT_ALL}
"""
#: What may meet of each name: words of which few names have one, and the words that the rules make of common ones.
_TOKENS = """
CREATE TABLE {side}_tokens AS
SELECT DISTINCT {id} AS name, kind || left_word AS token FROM {side}_words JOIN matched ON word = {side}_word
UNION SELECT {id}, 'c' || canonical FROM {side}_words JOIN known USING (word)
WHERE canonical IN (SELECT canonical FROM left_words JOIN known USING (word) WHERE canonical <> '')
"""
#: The keys are those tokens, pairs of them, and all words of a name together.
_KEYS = """
SELECT name, token AS key FROM {side}_tokens WHERE token[1] <> 'c'
UNION ALL SELECT a.name, 'p' || a.token || ' ' || b.token FROM {side}_tokens a JOIN {side}_tokens b
    ON a.name = b.name AND a.token < b.token
UNION ALL SELECT {id}, 's' || sum(hash(coalesce(canonical, word)))
    FROM {side}_words LEFT JOIN known USING (word) WHERE whole AND coalesce(canonical, word) <> '' GROUP BY {id}
"""


def _left(tables: Any, records: Sequence[LinkRecord]) -> None:
    """The words of the records: as they are written, and as the rules read them."""
    rows = [(number, name) for number, record in enumerate(records) for name in record.names]
    tables.execute("CREATE TABLE left_names (record INTEGER, name VARCHAR)")
    insert(tables, "left_names", rows)
    tables.execute(_WORDS.format(table="left_words", id="record", names="left_names"))
    insert(tables, "left_words", _tokens(rows, None, whole=False))


def _tokens(rows: Sequence[tuple[int, str]], _: None, whole: bool = True) -> list[tuple[int, str, bool]]:
    """The words of some names as the rules read them."""
    return [
        (number, token, whole)
        for number, name in rows
        for token in dict.fromkeys(token for variant in naming.variants(name) for token in variant.tokens)
    ]


def _canonical(word: str) -> str:
    """What the rules make of a common word: the word to compare, empty for a legal form and for what tells nothing."""
    rules = naming.words()
    if word in rules.empty or rules.legal_form(word) or word == "company":
        return ""
    return rules.word(word) or word


def _stating(thing: Thing, properties: frozenset[str]) -> list[ColumnStatement]:
    return [each for each in thing.statements if each.column is not None and properties & set(each.properties)]


def _each(statement: ColumnStatement) -> str:
    return f"unnest({statement.column})" if statement.several else f"{statement.column}"


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _country(value: str) -> str:
    """The country of a code, a name, or an IRI that ends in one: ``…#iso:code:3166:US-CA``."""
    return country_code(re.split(r"[/#:]", value)[-1].partition("-")[0]) if "://" in value else country_code(value)


def _schemes(folder: Path, thing: Thing, labels: Sequence[ColumnStatement], evidence: list[str]) -> dict[str, str]:
    """Column -> scheme of the identifiers that it holds, by the property's name and some values."""
    schemes: dict[str, str] = {}
    for statement in thing.statements:
        column = statement.column
        if column is None or statement.kind == "iri" or statement.several or statement in labels:
            continue
        if statement.term_kind.sql_type != "VARCHAR" or column in schemes:
            continue
        label = _each(labels[0])
        file = _text(str(folder / thing.file))
        cells = f"SELECT {column} AS value, {label} AS name FROM read_parquet({file}) LIMIT {SAMPLE_ROWS}"
        sample = duckdb.execute(cells).fetchall()
        header = _words_of(statement.properties[0])
        scheme, reason = identifiers.recognise(header, [(value or "", name or "") for value, name in sample])
        if scheme:
            schemes[column] = scheme
            evidence.append(f"identifiers ({scheme}) in {names.curie(statement.properties[0])}: {reason}")
    return schemes


def _words_of(iri: str) -> str:
    """The name of a property in words, as a header would have it."""
    local = re.split(r"[/#]", iri)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()


def _described(source: _Source) -> str:
    label = names.curie(source.names[0].properties[0])
    return f"{source.thing.rows:,} things of {source.thing.register} with names in {label}"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
