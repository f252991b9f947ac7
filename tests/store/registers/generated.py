"""Queries over the shapes of the sampled registers, of every form that SQL is asked to translate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

#: property -> what its values are, for each kind of thing
SHAPES = {
    "cr:Certificate": {
        "cr:certificateNumber": "text", "cr:underScheme": "scheme", "cr:covers": "code", "cr:certificateStatus": "code",
        "cr:validFrom": "date", "cr:validUntil": "date", "cr:issuedBy": "body", "cr:certificateHolder": "enterprise",
        "schema:identifier": "text",
    },
    "cr:Enterprise": {
        "skos:prefLabel": "name", "rdfs:label": "name", "cr:organisationNumber": "text", "cr:province": "code",
    },
    "cr:CertificationBody": {
        "skos:prefLabel": "name", "cr:organisationNumber": "text", "cr:province": "code", "cr:statedIn": "iri",
    },
    "cr:TestingLaboratory": {
        "skos:prefLabel": "name", "skos:altLabel": "name", "cr:acronym": "text", "cr:accreditationNumber": "text",
        "cr:countryName": "text", "cr:url": "uri", "cr:concerns": "iri", "schema:identifier": "text",
        "rdfs:label": "name", "cr:foundedOn": "year",
    },
    "cr:Observation": {
        "skos:prefLabel": "name", "sdmx-measure:obsValue": "number", "cr:previousValue": "number",
        "cr:percentChange": "number", "sdmx-dimension:refPeriod": "date", "cr:measures": "lab",
    },
}  # fmt: skip
JOINS = {"body": "cr:CertificationBody", "enterprise": "cr:Enterprise", "lab": "cr:TestingLaboratory"}
CONSTANTS = {
    "text": ['"C00000007"', '"E0000012"', '"L5"', '"N6"', '"Germany"', '"A1"', '"nobody"', '"a\\"b"'],
    "name": ['"Sample Oakridge Certification No. 3"@en', '"alias 1"@fr', '"实验室3"@zh-Hans', '"Ünal\\\\Test 5"@en'],
    "date": ['"2021-06-01"^^xsd:date', '"2020-01-05"^^xsd:date', '"2022-03-04"^^xsd:date', '"2015-03-13"^^xsd:date'],
    "year": ['"2019"^^xsd:gYear', '"2020"^^xsd:gYear'],
    "number": ["0", "3", "-1", "2.5", "7", "1.0", "12.30"],
    "code": ["<https://w3id.org/certreg/code/certificate-status/valid>", "<https://w3id.org/certreg/code/province/GD>",
             "<https://w3id.org/certreg/code/product-category/desk-lamp>"],
    "scheme": ["id:ccc", "id:haccp", "id:quality-management-system"],
    "body": ["id:national-bodies-R-0001", "id:national-bodies-R-0007"],
    "enterprise": ["id:national-enterprises-E0000003", "id:cnca"],
    "lab": ["id:mixed-L1", "<https://w3id.org/certreg/id/mixed-L%207%2F%C3%A9>"],
    "iri": ["id:ccc", "<https://w3id.org/certreg/source/mixed>", "id:haccp"],
    "uri": ['"https://example.org/3"^^xsd:anyURI', '"https://example.org/3"'],
}  # fmt: skip
REGEXES = ["^L", "a.*o", "[0-9]+$", "lab|co", "0{2,}", "^.$"]
TEXTS = ['"a"', '"lab"', '"L"', '"straße"', '"σοφος"', '"2"', '""', '"example"', '"i̇z"']


@dataclass
class Query:
    """A query, with how much of its order is fixed."""

    text: str
    ordered: bool = False


class _Made:
    """The variables of a pattern while it grows."""

    def __init__(self, draw: Callable[..., object]) -> None:
        self.draw = draw
        self.kinds: dict[str, str] = {}
        self.count = 0

    def pick(self, choices):  # type: ignore[no-untyped-def]
        return self.draw(st.sampled_from(list(choices)))

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def variable(self, kind: str) -> str:
        name = f"?{kind[0]}{self.count}"
        self.count += 1
        self.kinds[name] = kind
        return name

    def of(self, *kinds: str) -> list[str]:
        return [name for name, kind in self.kinds.items() if not kinds or kind in kinds]


def _value(made: _Made, kind: str) -> str:
    return made.pick(CONSTANTS[kind])


def _star(made: _Made, subject: str, cls: str, most: int = 3) -> list[str]:
    """Patterns about one thing."""
    lines = []
    if made.chance(2):
        lines.append(f"{subject} a {cls} .")
    shape = SHAPES[cls]
    for predicate in made.draw(st.lists(st.sampled_from(sorted(shape)), min_size=1, max_size=most, unique=True)):
        kind = shape[predicate]
        if made.chance(7):
            lines.append(f"{subject} {predicate} {_value(made, kind)} .")
            continue
        variable = made.variable(kind)
        lines.append(f"{subject} {predicate} {variable} .")
        if kind in JOINS and made.chance(2):
            lines += _star(made, variable, JOINS[kind], 2)
        if kind in ("scheme", "iri") and made.chance(2):
            lines.append(_records(made, variable))
    return lines


def _records(made: _Made, subject: str) -> str:
    """A pattern that the records answer."""
    name = made.variable("name")
    return made.pick(
        [f"{subject} rdfs:label {name} .", f"?agency cr:administers {subject} .", f"{subject} a ?class .",
         f"{subject} skos:prefLabel {name} . ?agency cr:administers {subject} ."]
    )  # fmt: skip


def _thing(made: _Made) -> tuple[str, str]:
    cls = made.pick(SHAPES)
    made.kinds["?x"] = "thing"
    return "?x", cls


def _condition(made: _Made, depth: int = 2) -> str:
    """A condition over the variables so far."""
    if depth and made.chance(4):
        one, other = _condition(made, depth - 1), _condition(made, depth - 1)
        return made.pick([f"({one} && {other})", f"({one} || {other})", f"(!{one})"])
    name = made.pick(made.of())
    kind = made.kinds[name]
    op = made.pick(["=", "!=", "<", ">", "<=", ">="])
    text = made.pick(TEXTS)
    choices = [f"BOUND({name})", f"(isIRI({name}) || isLITERAL({name}))", f'(LANG({name}) = "en")']
    if kind in CONSTANTS:
        choices += [f"({name} {op} {_value(made, kind)})", f"({name} IN ({_value(made, kind)}, {_value(made, kind)}))"]
        choices += [
            f"({name} NOT IN ({_value(made, kind)}, {_value(made, kind)}))",
            f"sameTerm({name}, {_value(made, kind)})",
        ]
    if kind in ("text", "name"):
        choices += [
            f"CONTAINS({name}, {text})", f"STRSTARTS(STR({name}), {text})", f"STRENDS({name}, {text})",
            f"CONTAINS(LCASE(STR({name})), {text})", f"CONTAINS(UCASE({name}), UCASE({text}))",
            f'REGEX(STR({name}), "{made.pick(REGEXES)}", "{made.pick(["", "i"])}")',
            f"(STRLEN(STR({name})) {op} 9)",
            f"(SUBSTR(STR({name}), 1, 2) {op} {text})",
            f'LANGMATCHES(LANG({name}), "en")',
            f'(STRBEFORE(STR({name}), " ") {op} {text})',
        ]  # fmt: skip
    if kind == "date":
        choices += [
            f"(YEAR({name}) {op} 2021)",
            f"(MONTH({name}) {op} 6)",
            f"(DAY({name}) = 13)",
            f"({name} {op} 2021)",
        ]
    if kind == "number":
        choices += [f"(({name} + 1) {op} 3)", f"(({name} - 0.5) {op} 2)", f"(-{name} {op} 1)", f"(ABS({name}) {op} 2)",
                    name, f"(({name} * 2) {op} 4)", f"(isNUMERIC({name}))", f"(FLOOR({name}) {op} 2)"]  # fmt: skip
    if kind not in ("number", "date", "text", "name", "year", "uri"):
        choices += [f'STRSTARTS(STR({name}), "https://w3id.org/certreg/id/{made.pick(["n", "m", "c"])}")',
                    f"EXISTS {{ {name} ?ep ?eo }}" if made.chance(3) else f"EXISTS {{ {name} rdfs:label ?el }}",
                    f'NOT EXISTS {{ {name} skos:prefLabel ?el . FILTER(CONTAINS(?el, {text})) }}']  # fmt: skip
    others = [other for other in made.of(kind) if other != name]
    if others:
        choices += [f"({name} {op} {made.pick(others)})"] * 2
    return made.pick(choices)


def _bind(made: _Made) -> tuple[str, str]:
    """An expression with the kind of its value."""
    name = made.pick(made.of())
    kind = made.kinds[name]
    choices = [(f"STR({name})", "text"), (f"COALESCE({name}, {name})", kind), (f"BOUND({name})", "flag")]
    if kind == "date":
        choices += [(f"YEAR({name})", "number"), (f"(YEAR({name}) * 12 + MONTH({name}))", "number")]
    if kind == "number":
        choices += [
            (f"({name} + 1.5)", "number"),
            (f"({name} - {name})", "number"),
            (f"(YEAR(?none) + {name})", "number"),
        ]
    if kind in ("text", "name"):
        choices += [(f'CONCAT(STR({name}), "!")', "text"), (f"STRLEN({name})", "number"), (f"UCASE({name})", kind),
                    (f'IF(CONTAINS({name}, "1"), "one", "none")', "text"), (f"LANG({name})", "text"),
                    (f"SUBSTR({name}, 2)", kind), (f"DATATYPE({name})", "iri")]  # fmt: skip
    return made.pick(choices)


def _body(made: _Made) -> list[str]:
    """The patterns of a WHERE."""
    subject, cls = _thing(made)
    lines = _star(made, subject, cls)
    if made.chance(8):
        lines = [f"GRAPH ?graph {{ {' '.join(lines)} }}"]
        made.kinds["?graph"] = "iri"
    for _ in range(made.draw(st.integers(0, 3))):
        lines.append(_further(made, subject, cls))
    return [line for line in lines if line]


def _further(made: _Made, subject: str, cls: str) -> str:
    shape = SHAPES[cls]
    predicate = made.pick(sorted(shape))
    kind = shape[predicate]
    form = made.pick(
        ["filter"] * 4 + ["optional"] * 3 + ["union", "minus", "bind", "values", "any", "sub", "path", "option2"]
    )
    if form == "filter":
        return f"FILTER({_condition(made)})"
    if form == "optional":
        variable = made.variable(kind)
        inner = f"{subject} {predicate} {variable} ."
        if made.chance(3):
            inner += f" FILTER({_condition(made, 1)})"
        if kind in JOINS and made.chance(2):
            inner += " ".join(_star(made, variable, JOINS[kind], 1))
        return f"OPTIONAL {{ {inner} }}"
    if form == "option2":
        name = made.variable("name")
        return f"OPTIONAL {{ {subject} rdfs:label {name} }}"
    if form == "union":
        other = made.pick(sorted(shape))
        variable = made.variable(kind if shape[other] == kind else "thing")
        return f"{{ {subject} {predicate} {variable} }} UNION {{ {subject} {other} {variable} }}"
    if form == "minus":
        return f"MINUS {{ {subject} {predicate} {_value(made, kind)} }}"
    if form == "bind":
        expression, what = _bind(made)
        return f"BIND({expression} AS {made.variable(what)})"
    if form == "values":
        known = [name for name in made.of() if made.kinds[name] in CONSTANTS]
        if not known:
            return ""
        name = made.pick(known)
        constants = [_value(made, made.kinds[name]) for _ in range(made.draw(st.integers(1, 3)))]
        return f"VALUES {name} {{ {' '.join(constants)} }}"
    if form == "any":
        return f"{subject} {made.variable('iri')} {made.variable('thing')} ."
    if form == "path":
        return f"{subject} {predicate}|rdfs:label {made.variable('thing')} ."
    counted = made.variable("number")
    return f"{{ SELECT {subject} (COUNT(*) AS {counted}) WHERE {{ {subject} {predicate} ?sub }} GROUP BY {subject} }}"


@st.composite
def queries(draw) -> Query:  # type: ignore[no-untyped-def]
    """One query."""
    made = _Made(draw)
    lines = _body(made)
    where = "WHERE { " + "\n  ".join(lines) + " }"
    names = made.of()
    form = made.pick(["select"] * 5 + ["group"] * 4 + ["ask", "construct", "distinct", "ordered"])
    if form == "ask":
        return Query(f"ASK {where}")
    if form == "construct":
        return Query(f"CONSTRUCT {{ {names[0]} <x:p> {made.pick(names)} . {made.pick(names)} <x:q> _:b }} {where}")
    shown = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    if form == "group":
        return _grouped(made, shown, where)
    if form == "distinct":
        return Query(f"SELECT DISTINCT {' '.join(shown)} {where}")
    if form == "ordered":
        keys = [made.pick([name, f"DESC({name})", f"STR({name})"]) for name in shown]
        limit = made.pick(["", "LIMIT 5", "LIMIT 7 OFFSET 3"])
        return Query(f"SELECT DISTINCT {' '.join(shown)} {where} ORDER BY {' '.join(keys)} {limit}", ordered=True)
    return Query(f"SELECT {made.pick(['*', ' '.join(shown)])} {where}")


def _grouped(made: _Made, shown: list[str], where: str) -> Query:
    keys = shown[:2] if not made.chance(4) else []
    aggregates = []
    for _ in range(made.draw(st.integers(1, 3))):
        name = made.pick(made.of())
        kind = made.kinds[name]
        forms = ["COUNT(*)", f"COUNT({name})", f"COUNT(DISTINCT {name})", f"MIN({name})", f"MAX({name})"]
        if kind == "number":
            forms += [f"SUM({name})", f"AVG({name})", f"SUM(DISTINCT {name})", f"SUM({name} + 1)"]
        if kind == "date":
            forms += [f"MIN(YEAR({name}))", f"AVG(YEAR({name}))"]
        aggregates.append(f"({made.pick(forms)} AS ?a{len(aggregates)})")
    group = f"GROUP BY {' '.join(keys)}" if keys else ""
    having = f"HAVING (COUNT(*) > {made.draw(st.integers(0, 3))})" if keys and made.chance(3) else ""
    return Query(f"SELECT {' '.join([*keys, *aggregates])} {where} {group} {having}")
