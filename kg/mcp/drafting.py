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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg import names, shipped
from kg.build.validation import validate
from kg.errors import CertregError, Problem, UsageError
from kg.extract import gazetteer, rule_compiler, verify
from kg.extract.drafting.records import Settings
from kg.extract.drafting.source import source_record
from kg.extract.matcher import Cascade
from kg.extract.outline import Outline, outline
from kg.extract.parsed import Phrase
from kg.extract.wording import unbroken
from kg.mcp import record_forms
from kg.opening import open_graph
from kg.rdf import vocabulary
from kg.rdf.vocabulary import Vocabulary
from kg.records import files as record_files
from kg.records import interpret, loader, reader
from kg.store.oxigraph import OxigraphGraph, on_deep_stack
from kg.web import limits

#: A report's names beyond these are left out, and counted.
MOST_NAMES = 1_000
#: Statements that could not be checked are listed up to so many.
_MOST_UNCHECKED = 40

#: Address space of the process: that of a worker, which has a deep stack too, for the graph of each of both checks.
_ADDRESS_SPACE = 2 * limits.WORKER_BYTES


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
        "record_format": lambda given, _: record_forms.record_format(given["class"]),
        "read_report": read_report,
        "check_draft": check_draft,
    }
    return tools[tool](given, data)


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
        unchecked: list[verify.Unchecked] = []
        if report is not None and source:
            graph = _sound(record_files.record_files(data, (path,)), terms)
            with contextlib.suppress(UsageError):  # no passage of the source is sound
                claims, unchecked = verify.check(graph, report, source)
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
        "unchecked": [
            {"section": one.section, "statement": f"{one.subject} {one.property} {one.value}"} for one in unchecked
        ],
        "complete": result.complete,
        "sources": "" if given["sources"] else sources,
    }
    return {"structured": structured, "text": _as_text(structured, report is not None)}


def _as_text(answer: Mapping[str, Any], with_text: bool) -> str:
    faults = answer["faults"]
    lines = ["The draft passes." if answer["passes"] else "The draft does not pass."]
    lines += [_line(one) for one in faults if one["severity"] != "gap"]
    if gaps := [one["message"] for one in faults if one["severity"] == "gap"]:
        lines += ["Gaps are hints, no faults: fill one only where the text says it.", *_by_question(gaps)]
    if not answer["complete"]:
        lines.append("Gaps, and what records need to have, are looked for once these mistakes are mended.")
    if not with_text:
        lines.append("No text was given, so nothing was checked against it.")
    elif not answer["claims"]:
        lines.append("Nothing could be checked against the text: no passage of the draft could be read.")
    else:
        bad = sum(one["severity"] == "unsupported" for one in faults)
        lines.append(f"{answer['claims']:,} claims checked against the text, {bad:,} unsupported.")
    if unchecked := answer["unchecked"]:
        lines.append(
            "No sentence names both ends of these statements, or tells how they are linked: keep what the text says, "
            "and leave out what you know from elsewhere:"
        )
        lines += [f"- section {one['section']}: {one['statement']}" for one in unchecked[:_MOST_UNCHECKED]]
        if len(unchecked) > _MOST_UNCHECKED:
            lines.append(f"- and {len(unchecked) - _MOST_UNCHECKED:,} more")
    if answer["sources"]:
        lines.append(f"The source was described from the text; keep this next to the draft:\n{answer['sources']}")
    return "\n".join(lines)


def _by_question(gaps: Iterable[str]) -> Iterator[str]:
    """A line for each question that gaps ask, with the things it is asked of."""
    asked: dict[str, list[str]] = {}
    for gap in gaps:  # thing, property: question
        about, colon, question = gap.partition(": ")
        thing, comma, name = about.rpartition(", ")
        if colon:
            asked.setdefault(f"{name}: {question}" if comma else question, []).append(thing or about)
        else:
            yield f"- gap, {gap}"
    for question, things in asked.items():
        yield f"- gap, {', '.join(dict.fromkeys(things))}: {question}"


def _line(fault: Mapping[str, str]) -> str:
    return f"- {fault['severity']}, {fault['where']}: {fault['message']}"


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


def _with_parts(phrases: Iterable[Phrase]) -> Iterable[Phrase]:
    for phrase in phrases:
        yield phrase
        yield from _with_parts(phrase.parts)


if __name__ == "__main__":
    main()
