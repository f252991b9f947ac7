"""A mapping file: which columns of a table say what of which thing, checked against the ontology before a row is read.

A mapping is YARRRML (https://rml.io/yarrrml/spec/), as little of it as tables need, so that other engines read it too:

    prefixes:                                  # those that the file uses
    register: {id: …, label: …, date: …}       # ours: what the table is, as data/sources.yaml describes a source
    sources: {table: ['file.csv~csv']}         # where other engines find the table
    mappings:
      body:
        sources: [table]
        s: id:KEY-$(number)                    # KEY is the register's id
        graphs: source:KEY
        po:
          - [a, cr:TestingLaboratory]
          - [skos:prefLabel, $(name), en~lang]
          - [cr:date, $(since), xsd:date]
          - [cr:grantedBy, id:cnas~iri]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import names, values, yamltext
from kg.bulk import template
from kg.bulk.template import Template
from kg.errors import DataError, Problem, Where, cut, did_you_mean
from kg.nearest import nearest
from kg.vocabulary import ClassTerm, PropertyTerm, Vocabulary
from kg.yamltext import Mapping as YamlMapping
from kg.yamltext import Node, Scalar, Sequence

_KEYS = ("prefixes", "register", "sources", "mappings")
_THING_KEYS = ("sources", "s", "graphs", "po")
_TYPE = ("a", "rdf:type")
#: What any thing may be said to be derived from: the register itself.
_DERIVED_FROM = names.expand("prov:wasDerivedFrom")
_STRING = names.expand("xsd:string")


@dataclass(frozen=True, slots=True)
class Value:
    """One statement a row makes: properties (with their ancestors), a template, and how its text becomes a term."""

    properties: tuple[str, ...]
    template: Template
    link: bool
    datatype: str
    language: str | None
    #: whether a thing has at most one such value
    single: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """What a row describes: its IRI, its classes (with their ancestors), and the statements about it."""

    subject: Template
    classes: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping without faults. `register` holds the description of the source as a record has it."""

    key: str
    register: YamlMapping
    things: tuple[Thing, ...]
    #: column -> where the mapping first names it
    columns: dict[str, Where]

    @property
    def graph(self) -> str:
        return names.passage(self.key).value


def read(path: Path, vocabulary: Vocabulary) -> Mapping:
    """Read a mapping. Raises DataError with every fault in it: file, line, column and the nearest known name."""
    root, problems = yamltext.read(path)
    reader = _Reader(vocabulary, problems)
    found = reader.mapping(root) if isinstance(root, YamlMapping) else None
    if root is not None and not isinstance(root, YamlMapping):
        problems.append(Problem(root.where, f"a mapping begins with {', '.join(_KEYS)}"))
    if root is None and not problems:
        problems.append(Problem(Where.of(path), "an empty file"))
    if problems or found is None:
        raise DataError(problems)
    return found


class _Reader:
    """Reads one file; what it finds wrong goes to `problems`."""

    def __init__(self, vocabulary: Vocabulary, problems: list[Problem]) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        self.prefixes: dict[str, str] = {}
        self.columns: dict[str, Where] = {}
        self.key = ""

    def fault(self, where: Where, message: str) -> None:
        self.problems.append(Problem(where, message))

    def unknown(self, what: str, name: Scalar, known: Iterable[str]) -> None:
        self.fault(name.where, f'no {what} "{cut(name.text)}"{did_you_mean(nearest(name.text, known))}')

    def mapping(self, root: YamlMapping) -> Mapping | None:
        self.keys(root, _KEYS, root.where)
        self.prefixes = dict(self.read_prefixes(root))
        register = self.part(root, "register")
        things = self.part(root, "mappings")
        tables = self.part(root, "sources")
        if register is None or things is None or tables is None:
            return None
        key = register.entries.get("id", (None, None))[1]
        if not isinstance(key, Scalar) or not names.KEY.match(key.text):
            self.fault(register.where, "a register needs an id: small letters, digits and single hyphens")
            return None
        self.key = key.text
        read = [self.thing(node, tables) for _, node in things.entries.values()]
        if not self.columns and not self.problems:
            self.fault(things.where, "no column is used; write $(name of a column)")
        return Mapping(key.text, register, tuple(thing for thing in read if thing is not None), self.columns)

    def keys(self, node: YamlMapping, known: tuple[str, ...], where: Where) -> None:
        for name, _ in node.entries.values():
            if name.text not in known:
                self.unknown("key", name, known)
        for missing in (key for key in known if key not in node.entries):
            self.fault(where, f"the key {missing}: is missing")

    def part(self, root: YamlMapping, key: str) -> YamlMapping | None:
        if key not in root.entries:
            return None  # told by `keys`
        node = root.entries[key][1]
        if isinstance(node, YamlMapping):
            return node
        self.fault(node.where, f"{key}: takes a mapping (key: value), not {node.kind}")
        return None

    def read_prefixes(self, root: YamlMapping) -> Iterator[tuple[str, str]]:
        part = self.part(root, "prefixes")
        for name, node in part.entries.values() if part else ():
            if not isinstance(node, Scalar):
                self.fault(node.where, f"the prefix {cut(name.text)} stands for an address, not for {node.kind}")
            elif names.PREFIXES.get(name.text, node.text) != node.text:
                self.fault(node.where, f"the prefix {name.text} stands for {names.PREFIXES[name.text]} here")
            else:
                yield name.text, node.text

    def thing(self, node: Node, tables: YamlMapping) -> Thing | None:
        if not isinstance(node, YamlMapping):
            self.fault(node.where, f"takes {', '.join(_THING_KEYS)}")
            return None
        self.keys(node, _THING_KEYS, node.where)
        for name in _scalars(node, "sources"):
            if name.text not in tables.entries:
                self.unknown("table", name, tables.entries)
        for name in _scalars(node, "graphs"):
            if self.expanded(name) not in (None, names.passage(self.key).value):
                self.fault(name.where, f"rows stand in the register's own graph; write source:{self.key}")
        subject = self.subject(node)
        classes: list[ClassTerm] = []
        read: list[Value] = []
        statements = node.entries["po"][1] if "po" in node.entries else None
        pairs = statements.items if isinstance(statements, Sequence) else []
        for pair in pairs:
            parts = [part for part in pair.items if isinstance(part, Scalar)] if isinstance(pair, Sequence) else []
            if not isinstance(pair, Sequence) or len(parts) != len(pair.items) or len(parts) not in (2, 3):
                self.fault(pair.where, "a statement is [property, value] or [property, value, datatype or xx~lang]")
            elif parts[0].text in _TYPE:
                classes.extend(self.kind(parts[1]))
            else:
                read.extend(self.value(parts))
        if not classes and not self.problems:
            self.fault(node.where, "nothing says what the thing is; add [a, cr:…]")
        self.domains(classes, pairs)
        iris = dict.fromkeys(iri for kind in classes for iri in (kind.iri, *kind.ancestors))
        return Thing(subject, tuple(iris), tuple(read)) if subject else None

    def subject(self, node: YamlMapping) -> Template | None:
        start = f"{names.ID}{self.key}-"
        for text in _scalars(node, "s"):
            found = self.filled(text)
            if found is None:
                return None
            if not found.texts[0].startswith(start) or not found.columns:
                self.fault(text.where, f"things of a register are called id:{self.key}-$(a column that is the key)")
            elif found.runs_together:
                self.fault(text.where, "two keys could run together; put : between the columns")
            elif any("/" in part or "#" in part for part in (found.texts[0][len(start) :], *found.texts[1:])):
                self.fault(text.where, "a key is flat: no / or # in it")
            else:
                return found
        return None

    def kind(self, name: Scalar) -> Iterator[ClassTerm]:
        iri = self.expanded(name)
        found = self.vocabulary.class_of(iri) if iri else None
        if found is not None and not (found.abstract or found.derived_only):
            yield found
        elif iri is not None:
            known = self.vocabulary.classes.items()
            usable = [f"cr:{key}" for key, term in known if not (term.derived_only or term.abstract)]
            self.unknown("class", name, usable)

    def value(self, parts: list[Scalar]) -> Iterator[Value]:
        iri = self.expanded(parts[0])
        if iri is None:
            return
        term = self.vocabulary.property_of(iri)
        if iri != _DERIVED_FROM and (term is None or term.derived_only):
            known = [names.curie(term.iri) for term in self.vocabulary.properties.values() if not term.derived_only]
            self.unknown("property", parts[0], known)
            return
        text, link = parts[1].text.removesuffix("~iri"), parts[1].text.endswith("~iri")
        if link != (term is None or term.links):
            wanted = "another thing; end the value with ~iri" if not link else "a text, not a thing; leave ~iri away"
            self.fault(parts[1].where, f"{parts[0].text} takes {wanted}")
            return
        found = self.filled(Scalar(text, parts[1].where), whole=link)
        if found is None:
            return
        datatype, language = self.form(parts, term) if not link else ("", None)
        if link and term is not None:
            self.code(found, parts[1], term)
        if not link and not found.columns and values.literal(found.texts[0], {datatype}) is None and not language:
            self.fault(parts[1].where, f'"{cut(text)}" is not {values.expected({datatype})}')
        properties = (iri, *term.ancestors) if term else (iri,)
        yield Value(properties, found, link, datatype, language, term is not None and term.functional)

    def form(self, parts: list[Scalar], term: PropertyTerm | None) -> tuple[str, str | None]:
        """Datatype and language of a text, held against what the property takes."""
        datatypes = term.datatypes if term else frozenset()
        said = parts[2] if len(parts) > 2 else None
        if said is not None and said.text.endswith("~lang"):
            tag = said.text.removesuffix("~lang")
            if not values.LANGUAGE.match(tag) or values.LANG_STRING not in datatypes:
                self.fault(said.where, f"{parts[0].text} takes {values.expected(datatypes)}, not language {cut(tag)}")
            return values.LANG_STRING, tag
        datatype = self.expanded(said) if said is not None else _STRING
        if datatype is not None and (datatype not in datatypes or datatype not in values.KINDS):
            able = " or ".join(sorted(names.curie(each) for each in datatypes if each in values.KINDS)) or "xx~lang"
            self.fault((said or parts[0]).where, f"{parts[0].text} takes {values.expected(datatypes)}; add {able}")
        return datatype or _STRING, None

    def code(self, found: Template, value: Scalar, term: PropertyTerm) -> None:
        """A fixed code has to be in a list of the property."""
        start = found.texts[0]
        if found.columns or not start.startswith(names.CODE):
            return
        known = [f"{each}/{key}" for each in term.code_lists for key in self.vocabulary.codes.get(each, ())]
        if start.removeprefix(names.CODE) not in known:
            self.unknown("code", Scalar(start.removeprefix(names.CODE), value.where), known)

    def domains(self, classes: list[ClassTerm], pairs: Iterable[Node]) -> None:
        """Each property has to fit one of the classes."""
        held = {iri for kind in classes for iri in (kind.iri, *kind.ancestors)}
        for pair in pairs:
            name = pair.items[0] if isinstance(pair, Sequence) and pair.items else None
            iri = self.expanded(name, tell=False) if isinstance(name, Scalar) else None
            term = self.vocabulary.property_of(iri) if iri else None
            if held and term and term.domain and not term.domain & held:
                takers = ", ".join(sorted(map(names.curie, term.domain)))
                self.fault(pair.where, f"{names.curie(term.iri)} is said of {takers} only")

    def filled(self, text: Scalar, whole: bool = True) -> Template | None:
        """A template, its columns noted; with `whole`, of an IRI, so that its prefix is expanded."""
        if not whole:
            found = template.read(text.text)
        else:
            iri = self.expanded(text)
            if iri is None:
                return None
            found = template.read(iri)
            if not values.literal("".join(found.texts), {names.expand("xsd:anyURI")}):
                self.fault(text.where, f'"{cut(text.text)}" makes no address')
                return None
        if any("$(" in part for part in found.texts):
            self.fault(text.where, "a column is written $(name), a bracket inside the name \\( or \\)")
        for column in found.columns:
            self.columns.setdefault(column, text.where)
        return found

    def expanded(self, name: Scalar, tell: bool = True) -> str | None:
        """``cr:Term`` or an address -> IRI; None, and a problem, for a prefix that the file does not declare."""
        if name.text.startswith(("http://", "https://")):
            return name.text
        prefix, colon, local = name.text.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        if tell:
            known = {**names.PREFIXES, **self.prefixes} if colon else {}
            said = f'no prefix "{cut(prefix)}"' if colon else f'"{cut(name.text)}" has no prefix'
            hint = (
                f"; add {prefix}: {names.PREFIXES[prefix]} to prefixes:" if prefix in names.PREFIXES and colon else ""
            )
            self.fault(name.where, f"{said}{hint or did_you_mean(nearest(prefix, known))}")
        return None


def _scalars(node: YamlMapping, key: str) -> list[Scalar]:
    """The texts of a key that takes one or a list of them."""
    if key not in node.entries:
        return []
    found = node.entries[key][1]
    return [each for each in (found.items if isinstance(found, Sequence) else [found]) if isinstance(each, Scalar)]
