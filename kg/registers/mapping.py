"""A mapping file: which columns of a table say what of which thing, checked against the ontology before a row is read.

A mapping is YARRRML (https://rml.io/yarrrml/spec/), as little of it as tables need, so that other engines read it too:

    prefixes:                                  # those that the file uses
    register: {id: …, label: …, issuedOn: …}       # ours: what the table is, as data/sources.yaml describes a source
    sources: {table: ['file.csv~csv']}         # where other engines find the table
    mappings:
      body:
        sources: [table]
        s: id:KEY-$(number)                    # KEY is the register's id
        graphs: source:KEY
        po:
          - [a, cr:TestingLaboratory]
          - [skos:prefLabel, $(name), en~lang]
          - [cr:validFrom, $(since), xsd:date]
          - [cr:grantedBy, id:cnas~iri]

A thing with ``each: [column, …]`` (ours) exists once for each place in the lists that these cells hold (``a|b``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import names
from kg.errors import DataError, Problem, Where, cut
from kg.files import yaml
from kg.files.yaml import Node, Scalar, Sequence
from kg.files.yaml import YamlMapping as YamlMapping
from kg.rdf.vocabulary import ClassTerm, Vocabulary
from kg.registers import statement
from kg.registers.context import Context
from kg.registers.statement import MappedValue
from kg.registers.template import Template

_KEYS = ("prefixes", "register", "sources", "mappings")
_THING_KEYS = ("sources", "s", "graphs", "po")
_EACH = "each"
_TYPE = ("a", "rdf:type")


@dataclass(frozen=True, slots=True)
class MappedThing:
    """What a row describes: its IRI, its classes (with their ancestors), and the statements about it."""

    subject: Template
    classes: tuple[str, ...]
    values: tuple[MappedValue, ...]
    #: its key in the file
    name: str = ""
    #: columns whose cells are lists: there is such a thing for each place in them
    each: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping without faults. `register` holds the description of the source as a record has it."""

    key: str
    register: YamlMapping
    things: tuple[MappedThing, ...]
    #: column -> where the mapping first names it
    columns: dict[str, Where]

    @property
    def graph(self) -> str:
        return names.passage(self.key).value


def read(path: Path, vocabulary: Vocabulary) -> Mapping:
    """Read a mapping. Raises DataError with every fault in it: file, line, column and the nearest known name."""
    root, problems = yaml.read(path)
    reader = _Reader(Context(vocabulary, problems))
    result = reader.mapping(root) if isinstance(root, YamlMapping) else None
    if root is not None and not isinstance(root, YamlMapping):
        problems.append(Problem(root.where, f"a mapping begins with {', '.join(_KEYS)}"))
    if root is None and not problems:
        problems.append(Problem(Where.of(path), "an empty file"))
    if problems or result is None:
        raise DataError(problems)
    return result


class _Reader:
    """Reads one file."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.key = ""

    def mapping(self, root: YamlMapping) -> Mapping | None:
        self.keys(root, _KEYS, root.where)
        self.context.prefixes = dict(self.read_prefixes(root))
        register = self.part(root, "register")
        things = self.part(root, "mappings")
        tables = self.part(root, "sources")
        if register is None or things is None or tables is None:
            return None
        key = register.entries.get("id", (None, None))[1]
        if not isinstance(key, Scalar) or not names.KEY.match(key.text):
            self.context.fault(register.where, "a register needs an id: small letters, digits and single hyphens")
            return None
        self.key = key.text
        read = [self.thing(name.text, node, tables) for name, node in things.entries.values()]
        if not self.context.columns and not self.context.problems:
            self.context.fault(things.where, "no column is used; write $(name of a column)")
        return Mapping(key.text, register, tuple(thing for thing in read if thing is not None), self.context.columns)

    def keys(self, node: YamlMapping, known: tuple[str, ...], where: Where, optional: tuple[str, ...] = ()) -> None:
        for name, _ in node.entries.values():
            if name.text not in (*known, *optional):
                self.context.unknown("key", name, known)
        for missing in (key for key in known if key not in node.entries):
            self.context.fault(where, f"the key {missing}: is missing")

    def part(self, root: YamlMapping, key: str) -> YamlMapping | None:
        if key not in root.entries:
            return None  # told by `keys`
        node = root.entries[key][1]
        if isinstance(node, YamlMapping):
            return node
        self.context.fault(node.where, f"{key}: takes a mapping (key: value), not {node.kind}")
        return None

    def read_prefixes(self, root: YamlMapping) -> Iterator[tuple[str, str]]:
        part = self.part(root, "prefixes")
        for name, node in part.entries.values() if part else ():
            if not isinstance(node, Scalar):
                self.context.fault(
                    node.where, f"the prefix {cut(name.text)} stands for an address, not for {node.kind}"
                )
            elif names.PREFIXES.get(name.text, node.text) != node.text:
                self.context.fault(node.where, f"the prefix {name.text} stands for {names.PREFIXES[name.text]} here")
            else:
                yield name.text, node.text

    def thing(self, key: str, node: Node, tables: YamlMapping) -> MappedThing | None:
        if not isinstance(node, YamlMapping):
            self.context.fault(node.where, f"takes {', '.join(_THING_KEYS)}")
            return None
        self.keys(node, _THING_KEYS, node.where, (_EACH,))
        for name in _scalars(node, "sources"):
            if name.text not in tables.entries:
                self.context.unknown("table", name, tables.entries)
        for name in _scalars(node, "graphs"):
            if self.context.expanded(name) not in (None, names.passage(self.key).value):
                self.context.fault(name.where, f"rows stand in the register's own graph; write source:{self.key}")
        subject = self.subject(node)
        classes: list[ClassTerm] = []
        read: list[MappedValue] = []
        statements = node.entries["po"][1] if "po" in node.entries else None
        pairs = statements.items if isinstance(statements, Sequence) else []
        for pair in pairs:
            parts = [part for part in pair.items if isinstance(part, Scalar)] if isinstance(pair, Sequence) else []
            if not isinstance(pair, Sequence) or len(parts) != len(pair.items) or len(parts) not in (2, 3):
                self.context.fault(
                    pair.where, "a statement is [property, value] or [property, value, datatype or xx~lang]"
                )
            elif parts[0].text in _TYPE:
                classes.extend(statement.kind(parts[1], self.context))
            else:
                read.extend(statement.value(parts, self.context))
        if not classes and not self.context.problems:
            self.context.fault(node.where, "nothing says what the thing is; add [a, cr:…]")
        self.domains(classes, pairs)
        iris = dict.fromkeys(iri for kind in classes for iri in (kind.iri, *kind.ancestors))
        each = _scalars(node, _EACH)
        used = {
            column
            for template in (subject, *(value.template for value in read))
            if template
            for column in template.columns
        }
        for name in each:
            if name.text not in used:
                self.context.unknown("column of this thing", name, used)
        return (
            MappedThing(subject, tuple(iris), tuple(read), key, tuple(name.text for name in each)) if subject else None
        )

    def subject(self, node: YamlMapping) -> Template | None:
        start = f"{names.ID}{self.key}-"
        for text in _scalars(node, "s"):
            template = self.context.filled(text)
            if template is None:
                return None
            if not template.texts[0].startswith(start) or not template.columns:
                self.context.fault(
                    text.where, f"things of a register are called id:{self.key}-$(a column that is the key)"
                )
            elif template.runs_together:
                self.context.fault(text.where, "two keys could run together; put : between the columns")
            elif any("/" in part or "#" in part for part in (template.texts[0][len(start) :], *template.texts[1:])):
                self.context.fault(text.where, "a key is flat: no / or # in it")
            else:
                return template
        return None

    def domains(self, classes: list[ClassTerm], pairs: Iterable[Node]) -> None:
        """Each property has to fit one of the classes."""
        held = {iri for kind in classes for iri in (kind.iri, *kind.ancestors)}
        for pair in pairs:
            name = pair.items[0] if isinstance(pair, Sequence) and pair.items else None
            iri = self.context.expanded(name, tell=False) if isinstance(name, Scalar) else None
            term = self.context.vocabulary.property_of(iri) if iri else None
            if held and term and term.domain and not term.domain & held:
                takers = ", ".join(sorted(map(names.curie, term.domain)))
                self.context.fault(pair.where, f"{names.curie(term.iri)} is said of {takers} only")


def _scalars(node: YamlMapping, key: str) -> list[Scalar]:
    """The texts of a key that takes one or a list of them."""
    if key not in node.entries:
        return []
    value = node.entries[key][1]
    return [each for each in (value.items if isinstance(value, Sequence) else [value]) if isinstance(each, Scalar)]
