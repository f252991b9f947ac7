"""Functions on texts as SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.store.registers import terms
from kg.store.registers.kinds import BOOLEAN, ERROR, INTEGER, NULL, STRING, boolean, is_text, known
from kg.store.registers.regex import Regex
from kg.store.registers.terms import Col, NotTranslatable, literal_kind, quoted

#: Letters that become several, or whose place in a word decides: SQL gives up at those, but for these two.
_UPPER = "".join(chr(code) for code in range(0x80, 0x10000) if len(chr(code).upper()) > 1 and chr(code) != "ß")
_LOWER = "\u03a3"
_SINGLE = {"upper": ("ß", "SS"), "lower": ("\u0130", "i\u0307")}
_SPECIAL = {"upper": _UPPER, "lower": _LOWER}
#: Stands for a backslash while a text of N-Triples is read; a text that holds it is not read in SQL.
_HELD = "chr(57344)"
#: IRIs that the engine certainly takes as they are.
_IRI = "[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&()*+,;=-]*"


def text(col: Col, what: str) -> Col | None:
    """A text with or without language; None for an error."""
    return col if is_text(known(col, what).kind) else None


def lexical(col: Col) -> Col:
    """STR of a term."""
    if col.kind == terms.NONE:
        return ERROR
    if col.kind == terms.TERM:
        return Col(STRING, _text_of_term(col.value()), maybe=col.maybe)
    if col.kind.name == "today":
        raise NotTranslatable("STR of today's date")
    if col.kind.name == "iri" or col.kind.sql_type == "VARCHAR":
        return replace(col, kind=STRING, misses=frozenset(), marks=None)
    return Col(STRING, terms.lexical(col), maybe=col.maybe)


def _text_of_term(sql: str) -> str:
    """The text of a term that is written as N-Triples writes it."""
    inner = f"regexp_extract({sql}, '^\"(.*)\"[^\"]*$', 1, 's')"
    plain = inner
    for escape, raw in (
        ("'\\\\'", _HELD),
        ("'\\\"'", "'\"'"),
        ("'\\n'", "chr(10)"),
        ("'\\r'", "chr(13)"),
        (_HELD, "'\\'"),
    ):
        plain = f"replace({plain}, {escape}, {raw})"
    fail = "CAST(error('a text that SQL cannot read') AS VARCHAR)"
    return (
        f"(CASE WHEN starts_with({sql}, '<') THEN substr({sql}, 2, length({sql}) - 2)"
        f" WHEN contains({sql}, {_HELD}) THEN {fail} ELSE {plain} END)"
    )


def language(col: Col) -> Col:
    """LANG of a term."""
    if col.kind == terms.TERM:
        sql = col.value()
        tag = f"regexp_extract({sql}, '\"@([A-Za-z0-9-]+)$', 1)"
        return Col(STRING, f"(CASE WHEN NOT starts_with({sql}, '<') THEN {tag} END)", maybe=True)
    if col.kind.name not in ("literal", "odd"):
        return ERROR
    return fixed(Col(STRING, None, col.kind.language), col)


def fixed(value: Col, col: Col) -> Col:
    """A value that is the same whatever the column holds, NULL where that is unbound."""
    if not col.maybe:
        return value
    return replace(value, sql=f"CASE WHEN {col.bare()} IS NOT NULL THEN {value.value()} END", prefix="", maybe=True)


def case(function: str) -> Callable[[Col], Col]:
    """UCASE (``upper``) or LCASE (``lower``)."""

    def read(given: Col) -> Col:
        col = text(given, function.upper())
        if col is None:
            return ERROR
        if col.constant:
            changed = col.prefix.lower() if function == "lower" else col.prefix.upper()
            return replace(col, prefix=changed)
        value, (letter, letters) = col.value(), _SINGLE[function]
        sql = (
            f"(CASE WHEN strlen({value}) = length({value}) THEN {function}({value})"  # ASCII, which most texts are
            f" WHEN regexp_matches({value}, {quoted(f'[{_SPECIAL[function]}]')})"
            f" THEN CAST(error('a letter') AS VARCHAR)"
            f" ELSE {function}(replace({value}, {quoted(letter)}, {quoted(letters)})) END)"
        )
        return Col(col.kind, sql, maybe=col.maybe)

    return read


def length(given: Col) -> Col:
    """STRLEN."""
    col = text(given, "STRLEN")
    return ERROR if col is None else Col(INTEGER, f"CAST(length({col.value()}) AS BIGINT)", maybe=col.maybe)


def part(given: Col, start: Col, size: Col | None) -> Col:
    """SUBSTR: positions count from 1, and positions before the first have no characters."""
    col = text(given, "SUBSTR")
    places = [start] if size is None else [start, size]
    if col is None or any(each.kind != INTEGER for each in places):
        if any(each.kind.numeric and each.kind != INTEGER for each in places):
            raise NotTranslatable("SUBSTR at a place that is no integer")
        return ERROR
    begin = f"greatest({start.value()}, 1)"
    if size is None:
        sql = f"substr({col.value()}, {begin})"
    else:
        sql = f"substr({col.value()}, {begin}, greatest({start.value()} + {size.value()} - {begin}, 0))"
    null = " OR ".join(f"({each.value()}) IS NULL" for each in places if each.maybe)
    if null:
        sql = f"(CASE WHEN NOT ({null}) THEN {sql} END)"
    return Col(col.kind, sql, maybe=col.maybe or bool(null))


def pair(one: Col, other: Col, what: str) -> tuple[Col, Col] | None:
    """Two texts that may be compared; None for an error."""
    first, second = text(one, what), text(other, what)
    if first is None or second is None or second.kind not in (STRING, first.kind):
        return None
    return first, second


def within(function: str) -> Callable[[Col, Col], Col]:
    """CONTAINS, STRSTARTS or STRENDS by the SQL function of this name."""

    def read(first: Col, second: Col) -> Col:
        both = pair(first, second, function)
        if both is None:
            return boolean(NULL)
        one, other = both
        if function == "starts_with" and other.constant and one.prefix and not one.constant:
            if one.prefix.startswith(other.prefix):
                return fixed(Col(BOOLEAN, "true"), one)
            if not other.prefix.startswith(one.prefix):
                return fixed(Col(BOOLEAN, "false"), one)
            return boolean(f"starts_with({one.sql}, {quoted(other.prefix[len(one.prefix) :])})")
        return boolean(f"{function}({one.value()}, {other.value()})")

    return read


def before(one: Col, other: Col) -> Col:
    """STRBEFORE."""
    return _cut(one, other, lambda value, place, mark: f"substr({value}, 1, {place} - 1)")


def after(one: Col, other: Col) -> Col:
    """STRAFTER."""
    return _cut(one, other, lambda value, place, mark: f"substr({value}, {place} + length({mark}))")


def _cut(first: Col, second: Col, kept: Callable[[str, str, str], str]) -> Col:
    both = pair(first, second, "STRBEFORE")
    if both is None:
        return ERROR
    one, other = both
    value, mark = one.value(), other.value()
    place = f"strpos({value}, {mark})"
    part = Col(one.kind, kept(value, place, mark))
    if one.kind == STRING:
        return Col(STRING, f"(CASE WHEN {place} = 0 THEN '' ELSE {part.sql} END)", maybe=True)
    sql = f"(CASE WHEN {place} = 0 THEN '\"\"' ELSE {part.text()} END)"  # without the mark, a text without a language
    return Col(terms.TERM, sql, maybe=True, kinds=frozenset({one.kind, STRING}))


def digest(function: str) -> Callable[[Col], Col]:
    """MD5, SHA1 or SHA256 by the SQL function of this name."""

    def read(col: Col) -> Col:
        if known(col, function.upper()).kind != STRING:
            return ERROR
        return Col(STRING, f"{function}({col.value()})", maybe=col.maybe)

    return read


def encoded(given: Col) -> Col:
    """ENCODE_FOR_URI."""
    col = text(given, "ENCODE_FOR_URI")
    return ERROR if col is None else Col(STRING, f"url_encode({col.value()})", maybe=col.maybe)


def joined(cols: list[Col]) -> Col:
    """CONCAT."""
    parts = [text(each, "CONCAT") for each in cols]
    if not parts:
        return Col(STRING, None, "")
    kinds = {each.kind for each in parts if each is not None}
    if None in parts:
        return ERROR
    kind = kinds.pop() if len(kinds) == 1 else STRING
    texts = [each.value() for each in parts if each is not None]
    return Col(kind, f"({' || '.join(texts)})", maybe=any(each.maybe for each in parts if each is not None))


def matches(given: Col, pattern: Regex) -> Col:
    """REGEX."""
    col = text(given, "REGEX")
    if col is None:
        return boolean(NULL)
    sql = f"regexp_matches({col.value()}, {quoted(pattern.text)}, {quoted(pattern.options)})"
    return boolean(pattern.guarded(col.value(), sql, "BOOLEAN"))


def replaced(given: Col, pattern: Regex, by: str) -> Col:
    """REPLACE. Raises NotTranslatable."""
    col = text(given, "REPLACE")
    if col is None:
        return ERROR
    arguments = ", ".join([col.value(), quoted(pattern.text), quoted(pattern.replacement(by))])
    sql = f"regexp_replace({arguments}, {quoted(pattern.options + 'g')})"
    return Col(col.kind, pattern.guarded(col.value(), sql, "VARCHAR"), maybe=col.maybe)


def language_matches(one: Col, other: Col) -> Col:
    """LANGMATCHES."""
    both = pair(one, other, "LANGMATCHES")
    if both is None or not all(col.kind == STRING for col in both):
        return boolean(NULL)
    tag, wanted = both
    if not wanted.constant:
        raise NotTranslatable("LANGMATCHES with a range that is no constant")
    plain = wanted.prefix.lower()
    if tag.constant:
        own = tag.prefix.lower()
        holds = own != "" if plain == "*" else own == plain or own.startswith(f"{plain}-")
        return boolean("true" if holds else "false")
    value = f"lower({tag.value()})"
    if plain == "*":
        return boolean(f"({value} <> '')")
    return boolean(f"({value} = {quoted(plain)} OR starts_with({value}, {quoted(plain + '-')}))")


def tagged(col: Col, tag: Col) -> Col:
    """STRLANG."""
    if not tag.constant or tag.kind != STRING or not tag.prefix:
        raise NotTranslatable("STRLANG with a language that is no constant")
    if known(col, "STRLANG").kind != STRING:
        return ERROR
    return replace(col, kind=literal_kind(terms.LANG_STRING, tag.prefix))


def iri(col: Col) -> Col:
    """IRI of a text; SQL gives up at one with unusual characters, or that is relative."""
    if known(col, "IRI").kind == terms.IRI:
        return col
    if col.kind != STRING:
        return ERROR
    value = col.value()
    fail = "CAST(error('an IRI with unusual characters') AS VARCHAR)"
    test = f"{value} IS NULL OR regexp_full_match({value}, {quoted(_IRI)})"
    return Col(terms.IRI, f"(CASE WHEN {test} THEN {value} ELSE {fail} END)", maybe=col.maybe)
