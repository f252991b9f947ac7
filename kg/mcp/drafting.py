"""The tools with which an assistant drafts records from a report: the format, the names that are known, and the gate.

Whoever drafted it, a draft passes the same gate: the checks of `kg validate` and `kg verify`. Every fault is listed, of
the records and of what they say of the text. The tools run in a process of their own, which may open files, since the
checks read the shipped records and start another process for the shapes:

    python -m kg.mcp.drafting    a request on standard input, the answer on standard output, both as JSON
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import names, shipped
from kg.build.validation import validate
from kg.errors import CertregError, NotFound, Problem, UsageError
from kg.extract import gazetteer, rule_compiler, verify
from kg.extract.blocks import dedented, parsed
from kg.extract.drafting.records import Settings
from kg.extract.drafting.source import source_record
from kg.extract.matcher import Cascade
from kg.extract.outline import Outline, outline
from kg.extract.parsed import Phrase
from kg.extract.wording import unbroken
from kg.opening import open_graph
from kg.rdf import vocabulary
from kg.rdf.vocabulary import ClassTerm, PropertyTerm, Vocabulary, fits
from kg.records import files as record_files
from kg.records import interpret, loader, reader
from kg.store.oxigraph import OxigraphGraph, on_deep_stack
from kg.text.suggest import nearest
from kg.web import limits

FORMAT = f"""\
A file of records is YAML:

    source: KEY                    the report: small letters, digits and hyphens
    passages:
      - section: "2.5.3"           as the tool read_report numbers the text
        quote: WORDS               at most {reader.MAX_QUOTE_WORDS} words, verbatim, found once in the section
        records:
          - id: KEY                a new thing; its key is unique and never changes its meaning
            type: CLASS
            label: {{en: NAME, zh-Hans: NAME}}
            PROPERTY: VALUE        a key, a code, a number, a date, or a list of them: [a, b]
            quote: WORDS           the words that support it
          - about: KEY             adds to a thing that is known; read_report lists those that the text names
            PROPERTY: VALUE

- State what the text says, and nothing else; leave out what is not sure. A sentence that names both ends of a statement
  has to tell it.
- A figure has its value in full (3020000), its hedge, unit and period; a count at the end of a year has the last day
  (2021-12-31), what is counted over a year has the year.
- Values are read by the property's range; unknown keys, classes and codes are faults, with the nearest known ones.
- check_draft lists every fault of the records and of what they say of the text. Mend them and check again."""

#: A report's names beyond these are left out, and counted.
MOST_NAMES = 1_000
#: The codes of a list beyond these are left out: `search` finds them.
_MOST_CODES = 60

#: Address space of the process: that of a worker, which has a deep stack too, for the graph of each of both checks.
_ADDRESS_SPACE = 2 * limits.WORKER_BYTES
_DEFINITION = names.expand("skos:definition")


def main() -> None:
    """Answer the one request on standard input."""
    with contextlib.suppress(ValueError, OSError):  # macOS does not limit address space
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    request = json.load(sys.stdin)
    try:
        data = tuple(map(Path, request["data"]))
        # One deep stack for all queries: those of threads that are still ending would fill the address space.
        answer = on_deep_stack(lambda: answered(request["tool"], request["arguments"], data))
    except CertregError as fault:
        answer = {"error": str(fault)}
    except MemoryError:
        answer = {"error": f"more memory is needed than the limit of {_ADDRESS_SPACE:,} bytes"}
    json.dump(answer, sys.stdout)


def answered(tool: str, given: Mapping[str, Any], data: Sequence[Path] = ()) -> dict[str, Any]:
    """The answer of a tool: `structured`, and `text` for a model to read. Raises CertregError."""
    tools: Mapping[str, Callable[[Mapping[str, Any], Sequence[Path]], dict[str, Any]]] = {
        "record_format": record_format,
        "read_report": read_report,
        "check_draft": check_draft,
    }
    return tools[tool](given, data)


def record_format(given: Mapping[str, Any], _: Sequence[Path] = ()) -> dict[str, Any]:
    """The form of a file of records and its classes; or the properties of one class, and a record of it."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    definitions = _definitions(terms)
    usable = {key: term for key, term in terms.classes.items() if not (term.abstract or term.derived_only)}
    if not given["class"]:
        classes = [{"name": key, "definition": definitions.get(term.iri, "")} for key, term in sorted(usable.items())]
        listed = [f"- {one['name']}: {one['definition']}" for one in classes]
        structured = {"format": FORMAT, "classes": classes, "properties": [], "example": ""}
        return {"structured": structured, "text": "\n".join([FORMAT, "", "Classes:", *listed])}
    if given["class"] not in usable:
        raise NotFound("class for records", given["class"], nearest(given["class"], usable) or tuple(sorted(usable)))
    kind = usable[given["class"]]
    properties = [
        {
            "name": term.key,
            "definition": definitions.get(term.iri, ""),
            "values": _values(term, terms),
            "many": not term.functional,
        }
        for term in sorted(terms.properties.values(), key=lambda term: term.key)
        if not (term.abstract or term.derived_only) and (not term.domain or fits(kind, term.domain))
    ]
    example = _example(kind)
    lines = [
        f"- {one['name']} ({one['values']}{', several' if one['many'] else ''}): {one['definition']}"
        for one in properties
    ]
    parts = [f"{kind.key}: {definitions.get(kind.iri, '')}", "Properties:\n" + "\n".join(lines)]
    if example:
        parts.append(f"A record:\n{example}")
    structured = {
        "format": "",
        "classes": [{"name": kind.key, "definition": definitions.get(kind.iri, "")}],
        "properties": properties,
        "example": example,
    }
    return {"structured": structured, "text": "\n\n".join(parts)}


def read_report(given: Mapping[str, Any], data: Sequence[Path] = ()) -> dict[str, Any]:
    """The sections of a text, as records number them, and the names in each that the graph knows."""
    report = outline(unbroken(given["text"]))
    terms = vocabulary.read(shipped.ONTOLOGY)
    rules = rule_compiler.read(gazetteer.kinds(terms, rule_compiler.pseudo()))
    graph = open_graph(data=data).engine
    cascade = Cascade(rules, gazetteer.known(graph, terms, rules.tables["leave"]))
    sections = [{"section": one.number, "title": one.title[:120]} for one in report.sections]
    mentions: dict[tuple[str, str], dict[str, str]] = {}
    for section in report.sections:
        text = report.of(section)
        read = cascade.parse(text)
        for phrase in _with_parts([*read.phrases.values(), *read.loose]):
            if phrase.known is not None:
                key = phrase.known.kind.removeprefix("code."), phrase.known.key
                value = f"{key[0]}/{key[1]}" if phrase.known.kind.startswith("code.") else key[1]
                row = {"section": section.number, "words": read.words(phrase.first, phrase.last), "key": value}
                mentions.setdefault((section.number, value), row | {"kind": key[0]})
    listed = list(mentions.values())[:MOST_NAMES]
    note = (
        f"first {len(listed):,} of {len(mentions):,} names"
        if len(mentions) > len(listed)
        else f"{len(mentions):,} names"
    )
    lines = [f"- {one['section']}: {one['title']}" for one in sections]
    lines += ["", f"Known names ({note}): section, words, key, class or code list"]
    lines += [f"- {one['section']} | {one['words']} | {one['key']} | {one['kind']}" for one in listed]
    structured = {"sections": sections, "names": listed, "note": note}
    return {"structured": structured, "text": "\n".join(["Sections:", *lines])}


def check_draft(given: Mapping[str, Any], data: Sequence[Path] = ()) -> dict[str, Any]:
    """Every fault of a draft: of its records, and of what they say of the text, if that is given."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    report = outline(unbroken(given["text"])) if given["text"] else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yaml"
        path.write_text(given["draft"], "utf-8")
        source = next((passage.source for passage in reader.read([path]).passages), "")
        sources = given["sources"] or _source(source, report, data, terms)
        if sources:
            reader.sources_of(path).write_text(sources, "utf-8")
        result = validate([path], data)
        faults = [
            {
                "against": "records",
                "severity": severity,
                "where": _place(problem, folder),
                "message": problem.message.replace(f"{folder}/", ""),
            }
            for severity, problems in (("mistake", result.problems), ("gap", result.gaps))
            for problem in problems
            if severity == "mistake" or _is_draft(problem, folder)
        ]
        claims: list[verify.Finding] = []
        unchecked: dict[str, int] = {}
        if report is not None and source:
            graph = _sound(record_files.record_files(data, (path,)), terms)
            with contextlib.suppress(UsageError):  # no passage of the source is sound
                claims, counts = verify.check(graph, report, source)
                unchecked = dict(counts)
    faults += [
        {
            "against": "text",
            "severity": "unsupported",
            "where": f"section {one.section}, {names.short(one.thing)}",
            "message": f"{one.kind} “{one.claim}”: {one.reason}",
        }
        for one in claims
        if not one.supported
    ]
    passes = not any(one["severity"] in ("mistake", "unsupported") for one in faults)
    structured = {
        "passes": passes,
        "faults": faults,
        "claims": len(claims),
        "unchecked": unchecked,
        "sources": "" if given["sources"] else sources,
    }
    return {"structured": structured, "text": _as_text(structured, report is not None)}


def _as_text(answer: Mapping[str, Any], with_text: bool) -> str:
    faults = answer["faults"]
    lines = ["The draft passes." if answer["passes"] else "The draft does not pass."]
    lines += [f"- {one['severity']}, {one['where']}: {one['message']}" for one in faults]
    if with_text:
        bad = sum(one["severity"] == "unsupported" for one in faults)
        lines.append(f"{answer['claims']:,} claims checked against the text, {bad:,} unsupported.")
    else:
        lines.append("No text was given, so nothing was checked against it.")
    if answer["unchecked"]:
        listed = ", ".join(f"{name} {count:,}" for name, count in answer["unchecked"].items())
        lines.append(f"Statements that could not be checked against the text: {listed}.")
    if answer["sources"]:
        lines.append(f"The source was described from the text; keep this next to the draft:\n{answer['sources']}")
    return "\n".join(lines)


def _is_draft(problem: Problem, folder: str) -> bool:
    """Whether a problem lies in the draft or its file of sources."""
    return Path(problem.where.file).resolve().parent == Path(folder).resolve()


def _place(problem: Problem, folder: str) -> str:
    """Where a problem lies: a line of the draft, or another file too."""
    where = problem.where
    place = f"line {where.line}, column {where.column}" if where.line else "the file"
    own = _is_draft(problem, folder) and not reader.is_sources(Path(where.file))
    return place if own else f"{Path(where.file).name}, {place}"


def _source(key: str, report: Outline | None, data: Sequence[Path], terms: Vocabulary) -> str:
    """A description of the draft's source, made from the text as `kg extract` does; empty where it is described."""
    if not key or not names.KEY.match(key) or key in reader.read(record_files.record_files(data)).sources:
        return ""
    words = rule_compiler.read(gazetteer.kinds(terms, rule_compiler.pseudo())).tables["source"]
    return source_record(report.text[:4_000] if report is not None else "", Settings(key), terms, words)


def _sound(files: Iterable[Path], terms: Vocabulary) -> OxigraphGraph:
    """The graph of the valid records of files; invalid ones are reported as problems elsewhere."""
    checked = interpret.check(reader.read(files), terms)
    defined = {key: record for key, record in checked.definitions.items() if key in checked.classes}
    kept = [record for record in checked.records if record.key in defined]
    return OxigraphGraph(loader.load(replace(checked, records=kept, definitions=defined, problems=[]), terms))


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


def _values(term: PropertyTerm, terms: Vocabulary) -> str:
    """What the values of a property are: classes, codes of lists, kinds of literal."""
    kinds = sorted(f"key of {names.short(iri).removeprefix('cr:')}" for iri in term.ranges)
    for listed in term.code_lists:
        codes = [key for key, code in terms.codes[listed].items() if not code.replaced_by]
        more = f" and {len(codes) - _MOST_CODES} more" if len(codes) > _MOST_CODES else ""
        own = " (a record of the class Concept adds one)" if listed in terms.open_lists else ""
        kinds.append(f"code of {listed}{own}: {', '.join(codes[:_MOST_CODES])}{more}")
    kinds += sorted(names.short(iri).rpartition(":")[2] for iri in term.datatypes)
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
                if block.about is None and block.key in keys and len(best) < len(text) <= 700:
                    best = text
        if best:
            return best
    return best


def _with_parts(phrases: Iterable[Phrase]) -> Iterable[Phrase]:
    for phrase in phrases:
        yield phrase
        yield from _with_parts(phrase.parts)


if __name__ == "__main__":
    main()
