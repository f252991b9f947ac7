"""One statement of a mapping, checked against the ontology: a class, or a property with a template for its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg import names
from kg.errors import cut
from kg.files.yaml import Scalar
from kg.rdf.vocabulary import STATED_IN, ClassTerm, PropertyTerm
from kg.registers.context import Context
from kg.registers.template import Template
from kg.text import literals

#: What mappings wrote instead of cr:statedIn until 0.2.0.
_DERIVED_FROM = names.expand("prov:wasDerivedFrom")
_STRING = names.expand("xsd:string")


@dataclass(frozen=True, slots=True)
class MappedValue:
    """One statement a row makes: properties (with their ancestors), a template, and how its text becomes a term."""

    properties: tuple[str, ...]
    template: Template
    link: bool
    datatype: str
    language: str | None
    #: whether a thing has at most one such value
    single: bool


def kind(name: Scalar, context: Context) -> Iterator[ClassTerm]:
    """The class that ``[a, …]`` gives, if there is one for rows."""
    iri = context.expanded(name)
    kind = context.vocabulary.class_of(iri) if iri else None
    if kind is not None and not (kind.abstract or kind.derived_only):
        yield kind
    elif iri is not None:
        known = context.vocabulary.classes.items()
        usable = [f"cr:{key}" for key, term in known if not (term.derived_only or term.abstract)]
        context.unknown("class", name, usable)


def value(parts: list[Scalar], context: Context) -> Iterator[MappedValue]:
    """What ``[property, value, …]`` says, if it is sound."""
    iri = context.expanded(parts[0])
    if iri is None:
        return
    term = context.vocabulary.property_of(iri)
    if iri == _DERIVED_FROM:
        context.fault(parts[0].where, f"{parts[0].text} is for what is derived; write {names.curie(STATED_IN)}")
        return
    if iri != STATED_IN and (term is None or term.derived_only):
        known = [names.curie(term.iri) for term in context.vocabulary.properties.values() if not term.derived_only]
        context.unknown("property", parts[0], known)
        return
    text, link = parts[1].text.removesuffix("~iri"), parts[1].text.endswith("~iri")
    if link != (term is None or term.links):
        wanted = "another thing; end the value with ~iri" if not link else "a text, not a thing; leave ~iri away"
        context.fault(parts[1].where, f"{parts[0].text} takes {wanted}")
        return
    template = context.filled(Scalar(text, parts[1].where), whole=link)
    if template is None:
        return
    datatype, language = _form(parts, term, context) if not link else ("", None)
    if link and term is not None:
        _code(template, parts[1], term, context)
    if not link and not template.columns and literals.literal(template.texts[0], {datatype}) is None and not language:
        context.fault(parts[1].where, f'"{cut(text)}" is not {literals.expected({datatype})}')
    properties = (iri, *term.ancestors) if term else (iri,)
    yield MappedValue(properties, template, link, datatype, language, term is not None and term.functional)


def _form(parts: list[Scalar], term: PropertyTerm | None, context: Context) -> tuple[str, str | None]:
    """Datatype and language of a text, checked against those that the property takes."""
    datatypes = term.datatypes if term else frozenset()
    kind = parts[2] if len(parts) > 2 else None
    if kind is not None and kind.text.endswith("~lang"):
        tag = kind.text.removesuffix("~lang")
        if not literals.LANGUAGE.match(tag) or literals.LANG_STRING not in datatypes:
            context.fault(kind.where, f"{parts[0].text} takes {literals.expected(datatypes)}, not language {cut(tag)}")
        return literals.LANG_STRING, tag
    datatype = context.expanded(kind) if kind is not None else _STRING
    if datatype is not None and (datatype not in datatypes or datatype not in literals.KINDS):
        able = " or ".join(sorted(names.curie(each) for each in datatypes if each in literals.KINDS)) or "xx~lang"
        context.fault((kind or parts[0]).where, f"{parts[0].text} takes {literals.expected(datatypes)}; add {able}")
    return datatype or _STRING, None


def _code(template: Template, value: Scalar, term: PropertyTerm, context: Context) -> None:
    """A fixed code has to be in a list of the property."""
    start = template.texts[0]
    if template.columns or not start.startswith(names.CODE):
        return
    known = [f"{each}/{key}" for each in term.code_lists for key in context.vocabulary.codes.get(each, ())]
    if start.removeprefix(names.CODE) not in known:
        context.unknown("code", Scalar(start.removeprefix(names.CODE), value.where), known)
