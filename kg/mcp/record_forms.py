"""What an assistant is told of the form of records: of a file, of one class, of one code list.

An answer is short: a property names its code lists, and a call of its own gives the codes of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import names, shipped
from kg.errors import NotFound
from kg.extract.blocks import dedented, parsed
from kg.mcp.required import Demand, asked
from kg.rdf import vocabulary
from kg.rdf.vocabulary import ANYTHING, ClassTerm, PropertyTerm, Vocabulary, fits
from kg.records import reader
from kg.text import literals
from kg.text.suggest import nearest

#: Records of the text: "The Harbour Board runs rope certification. In 2023 it issued about 1,200 rope certificates. 14
#: laboratories test ropes." A test lets them pass the gate.
EXAMPLE = """\
source: harbour-2024           # of the report: small letters, digits and hyphens
passages:
  - section: "1"               # as read_report numbers the text
    quote: The Harbour Board runs rope certification
    records:
      - id: harbour-board      # a new thing; its key is unique
        type: RegulatoryAgency
        label: {en: Harbour Board}
        quote: The Harbour Board
      - id: rope-certification
        type: CertificationScheme
        label: {en: Rope certification}
        quote: rope certification
      - about: harbour-board   # adds to a thing: of this file, or known (read_report); here a relation
        administers: [rope-certification]
        quote: runs rope certification
      - id: rope-certificates-2023
        type: Observation      # a figure
        label: {en: Rope certificates issued}
        indicator: certificates-issued
        measures: [rope-certification]
        obsValue: 1200
        qualifier: approximately
        unitMeasure: NUM
        refPeriod: 2023
        quote: about 1,200 rope certificates
      - id: rope-laboratories  # a figure without a date
        type: Observation
        label: {en: Laboratories that test ropes}
        measures: [testing-laboratory]
        obsValue: 14
        qualifier: exact
        unitMeasure: NUM
        refPeriod: XXXX
        quote: 14 laboratories
"""
FORMAT = f"""\
A file of records is YAML:

{EXAMPLE}
- State what the text says, and nothing else. Do not add background that you know and the text does not say: no
  jurisdiction of an agency, no place that another lies in, no parent organisation. Leave out what is not sure.
- One passage for each section of read_report: all records of the section stand under it (passages: a list of them).
- quote: at most {reader.MAX_QUOTE_WORDS} words (of Chinese, a clause), verbatim, from the start of a word to the end of
  one. It stands in the section once: take more words where it stands there twice.
- A relation (administers, party, carriedOutBy …) needs a sentence that names both ends and tells it.
- A figure has its value in full (3020000). qualifier: the hedge, or `exact` where none stands. unitMeasure: a code of
  the list unit; NUM for a count, never for money or a measure. refPeriod: a day (2021-12-31) for a count at a time, a
  year (2021) for what is counted over it, an interval of days (2022-10-01/2022-10-31) for a month, several months or a
  fiscal year, and `XXXX` where the text gives no time. A figure that grew has percentChange or previousValue.
- What a figure counts: indicator, where a code of that list says it; always label, and measures: the things or codes
  that are counted. No indicator is better than one that is nearly right.
- A word of the text that no code has: a record of the class Concept adds a code (inScheme: product-category, topic,
  sector, service or organisation-kind). A code that two lists have is written LIST/CODE.
- Other YAML is refused: no anchors (&a, *a); quote a text that has a comma, colon or #.
- check_draft lists what is wrong: mistake (of the records) and unsupported (by the text) have to be mended. A gap is a
  hint that something usual is missing, no fault: fill it only where the text says it.
- record_format {{"class": NAME}} describes a class, or lists the codes of a code list (indicator, unit, topic)."""

#: Codes of longer lists are given by a call for the list.
_FEW_CODES = 8
#: A definition in a list is no longer than this.
_SHORT = 75
_DEFINITION = names.expand("skos:definition")


def record_format(name: str) -> dict[str, Any]:
    """The form of a file, with all classes; the properties of a class; or the codes of a list. Raises NotFound."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    usable = {key: term for key, term in terms.classes.items() if not (term.abstract or term.derived_only)}
    if not name:
        return _of_files(usable, _definitions(terms))
    if name in usable:
        return _of_class(usable[name], terms)
    if name in terms.codes:
        return _of_list(name, terms)
    known = [*usable, *terms.codes]
    raise NotFound("class or code list", name, nearest(name, known) or tuple(sorted(known)))


def _answer(text: str, **structured: Any) -> dict[str, Any]:
    empty = {"format": "", "classes": [], "properties": [], "required": [], "wanted": [], "codes": [], "example": ""}
    return {"structured": empty | structured, "text": text}


def _of_files(usable: Mapping[str, ClassTerm], definitions: Mapping[str, str]) -> dict[str, Any]:
    classes = [{"name": key, "definition": definitions.get(term.iri, "")} for key, term in sorted(usable.items())]
    listed = [f"- {one['name']}: {_short(one['definition'])}" for one in classes]
    return _answer("\n".join([FORMAT, "", "Classes:", *listed]), format=FORMAT, classes=classes)


def _of_class(kind: ClassTerm, terms: Vocabulary) -> dict[str, Any]:
    definitions = _definitions(terms)
    fitting = [
        term
        for term in sorted(terms.properties.values(), key=lambda term: term.key)
        if not (term.abstract or term.derived_only) and (not term.domain or fits(kind, term.domain))
    ]
    properties = [
        {
            "name": term.key,
            "definition": definitions.get(term.iri, ""),
            "values": _values(term),
            "many": not term.functional,
        }
        for term in fitting
    ]
    required, wanted = _asked_of(kind, fitting, asked(kind, terms))
    few, many = _lists_of(fitting, terms)
    definition = definitions.get(kind.iri, "")
    example = _example(kind)
    lines = [
        f"- {one['name']} ({one['values']}{', several' if one['many'] else ''})"
        + (f": {_short(definitions[term.iri])}" if term.domain and term.iri in definitions else "")
        for one, term in zip(properties, fitting, strict=True)
    ]
    parts = [f"{kind.key}: {definition}", f"Required: {'; '.join(required) or 'nothing'}."]
    if wanted:
        parts.append(f"Usual, where the text says so: {'; '.join(wanted)}.")
    parts.append("Properties:\n" + "\n".join(lines))
    if few:
        parts.append("Codes:\n" + "\n".join(f"- {listed}: {', '.join(codes)}" for listed, codes in few.items()))
    if many:
        counts = ", ".join(f"{listed} ({len(codes)})" for listed, codes in many.items())
        parts.append(
            f'Other code lists, each by a call such as record_format {{"class": "{next(iter(many))}"}}: {counts}'
        )
    if example:
        parts.append(f"A record:\n{example}")
    return _answer(
        "\n\n".join(parts),
        classes=[{"name": kind.key, "definition": definition}],
        properties=properties,
        required=required,
        wanted=wanted,
        example=example,
    )


def _of_list(name: str, terms: Vocabulary) -> dict[str, Any]:
    codes = [
        {"name": code.key, "label": code.labels.get("en", ""), "chinese": code.labels.get("zh-hans", "")}
        for code in terms.codes[name].values()
        if not code.replaced_by
    ]
    lines = [f"{name}: a code list of {len(codes)}"]
    if name in terms.open_lists:
        lines[0] += (
            "; a record adds a code: {id: KEY, type: Concept, inScheme: " + name + ", label: {en: NAME}, quote: WORDS}"
        )
    for one in codes:
        same = one["label"].casefold().replace(" ", "-") == one["name"].casefold()
        shown = [text for text in ("" if same else one["label"], one["chinese"]) if text]
        lines.append(f"- {one['name']}" + (f": {', '.join(shown)}" if shown else ""))
    return _answer("\n".join(lines), codes=codes)


def _asked_of(
    kind: ClassTerm, fitting: Sequence[PropertyTerm], shapes: Iterable[Demand]
) -> tuple[list[str], list[str]]:
    """What a record of a class has to state, and what it usually does, each as a text: key, or key or key."""
    usual = {term.key for term in fitting if term.default}
    usable = {term.key for term in fitting}
    both: tuple[list[str], list[str]] = ([] if kind.label_pattern else ["label (en)"], [])
    for one in shapes:
        keys = [key for key in one.keys if key in usable and key not in usual]
        if keys and len(keys) == len(one.keys):
            text = " or ".join(keys) + (f" ({one.least} or more)" if one.least > 1 else "")
            if text not in both[one.wanted]:
                both[one.wanted].append(text)
    return both


def _lists_of(fitting: Iterable[PropertyTerm], terms: Vocabulary) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The code lists of properties with their codes: the short ones, and the others."""
    few: dict[str, list[str]] = {}
    many: dict[str, list[str]] = {}
    for listed in sorted({listed for term in fitting for listed in term.code_lists}):
        codes = [key for key, code in terms.codes[listed].items() if not code.replaced_by]
        (few if len(codes) <= _FEW_CODES else many)[listed] = codes
    return few, many


def _definitions(terms: Vocabulary) -> dict[str, str]:
    """IRI -> its definition in English, for classes and properties."""
    return {
        triple.subject.value: triple.object.value
        for triple in terms.ontology
        if triple.predicate.value == _DEFINITION
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and triple.object.language in (None, "en")
    }


def _short(definition: str) -> str:
    """The first sentence of a definition, and not too much of it."""
    first = definition.partition(". ")[0].rstrip(".")
    return first if len(first) <= _SHORT else first[:_SHORT].rpartition(" ")[0].rstrip(",;:") + " …"


def _values(term: PropertyTerm) -> str:
    """What the values of a property are: classes, code lists, kinds of literal."""
    kinds: list[str] = []
    if not ANYTHING.isdisjoint(term.ranges):
        kinds.append("key of any record")
    elif term.ranges:
        kinds.append("key of " + "/".join(sorted(names.short(iri).removeprefix("cr:") for iri in term.ranges)))
    if term.code_lists:
        kinds.append("code of " + "/".join(term.code_lists))
    if term.datatypes:
        kinds.append(literals.expected(term.datatypes))
    return " or ".join(kinds) or "key"


def _example(kind: ClassTerm) -> str:
    """A shipped record of a class, with the most statements among those of moderate length; empty where none is."""
    best = ""
    for path in reader.files_of(shipped.DATA):
        if reader.is_sources(path):
            continue
        read = reader.read([path])
        keys = {one.key for one in read.records if one.type is not None and one.type.text == kind.key}
        if not keys or not any(one.passage.section for one in read.records):
            continue
        for part in parsed(path.read_text("utf-8"))[1]:
            for block in part.blocks:
                text = dedented(block.text).rstrip()
                if block.about is None and block.key in keys and len(best) < len(text) <= 500:
                    best = text
        if best:
            return best
    return best
