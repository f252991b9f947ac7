"""The graph as files: Turtle, N-Quads, TriG and JSON-LD, a description (VoID, DCAT) and a manifest with checksums.

The files replace an earlier build at once, after every check has passed (see `kg.files.atomic`). The same records give
the same bytes, wherever the files are and in whatever order they are named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from kg import __version__, shipped
from kg.build import manifest, validation, void
from kg.build.manifest import BuildManifest, File
from kg.build.validation import Examination
from kg.errors import DataError
from kg.files import atomic
from kg.rdf.jsonld import jsonld
from kg.rdf.serialize import serialize
from kg.records import assemble, loader, rules
from kg.records.assemble import Selection
from kg.records.interpret import Checked

QUADS_FILE = "certreg.nq"
DESCRIPTION_FILE = "void.ttl"

EVERYTHING = Selection()

#: File -> its media type, whether it keeps the named graphs apart, and how it is written.
FILES: dict[str, tuple[str, bool, Callable[[Sequence[Quad]], Iterable[bytes]]]] = {
    "certreg.ttl": ("text/turtle", False, lambda quads: [serialize(quads, RdfFormat.TURTLE)]),
    QUADS_FILE: ("application/n-quads", True, lambda quads: [serialize(quads, RdfFormat.N_QUADS)]),
    "certreg.trig": ("application/trig", True, lambda quads: [serialize(quads, RdfFormat.TRIG)]),
    "certreg.jsonld": ("application/ld+json", True, lambda quads: (piece.encode() for piece in jsonld(quads))),
}


def build(target: Path, selection: Selection = EVERYTHING) -> BuildManifest:
    """Write the graph of the selected records to the folder `target`, in the place of an earlier build.

    The records are validated as a whole; narrowing decides only what is written of them.
    Raises DataError with everything that is wrong with the records, and EnvironmentFault when the folder cannot be
    written, holds something else than a build, or is being built by another process; either way it stays as it was.
    """
    whole = selection.whole
    with (
        atomic.replaced(target, manifest.may_be_replaced) as new,
        Examination(whole, validation.expected(whole)) as examination,
    ):
        everything, vocabulary, graph = examination.graph()
        checked = assemble.narrowed(everything, selection)
        if selection.narrowed:
            links = assemble.linked(selection, everything, checked, vocabulary)
            graph = assemble.derived(checked, vocabulary, links)
        made = _write_all(new, selection, checked, loader.in_order(graph.quads()))
        if problems := examination.findings().problems:
            raise DataError(problems)
        assemble.keep(selection, graph, checked.notices)  # what is asked next needs no second reading
    return made


def _write_all(new: Path, selection: Selection, checked: Checked, quads: Sequence[Quad]) -> BuildManifest:
    union = loader.in_order({Quad(quad.subject, quad.predicate, quad.object) for quad in quads})
    written: dict[str, File] = {}
    for name, (_, keeps_graphs, form) in FILES.items():
        content = quads if keeps_graphs else union
        written[name] = _write(new / name, form(content), len(content))
    counts = void.count(union, quads)
    files = {
        name: (media_type, written[name].bytes, written[name].sha256) for name, (media_type, _, _) in FILES.items()
    }
    description = loader.in_order(void.describe(quads, counts, files, _note(selection)))
    written[DESCRIPTION_FILE] = _write(
        new / DESCRIPTION_FILE, [serialize(description, RdfFormat.TURTLE)], len(description)
    )
    issued = void.newest(quads)
    made = BuildManifest(
        versions={"certreg": __version__, "pyoxigraph": pyoxigraph.__version__},
        issued=issued.value if issued is not None else None,
        input=_input(selection),
        counts={
            "triples": counts.triples,
            "quads": counts.quads,
            "graphs": len(counts.graphs),
            "entities": counts.entities,
            "sources": len({passage.source for passage in checked.passages}),
        },
        files=written,
    )
    (new / manifest.NAME).write_text(made.text(), "utf-8", newline="")
    return made


def _write(path: Path, pieces: Iterable[bytes], statements: int) -> File:
    checksum = hashlib.sha256()
    size = 0
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)
            checksum.update(piece)
            size += len(piece)
    return File(checksum.hexdigest(), size, statements)


def _note(selection: Selection) -> str:
    parts = []
    if selection.as_of is not None:
        parts.append(f"published by {selection.as_of}")
    if selection.sources:
        parts.append(f"taken from {', '.join(sorted(set(selection.sources)))}")
    if selection.checked:
        parts.append(f"checked against {' or '.join(sorted(set(selection.checked)))}")
    return f"Only what was {' and '.join(parts)}." if parts else ""


def _input(selection: Selection) -> dict[str, object]:
    """What the build was made from. The digest is of contents alone, so the place and order of files do not matter."""
    files = [
        *selection.record_files(),
        *selection.link_files(),
        *sorted(shipped.ONTOLOGY.glob("*.ttl")),
        *rules.files(shipped.ONTOLOGY / "rules"),
    ]
    each = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    return {
        "sha256": hashlib.sha256("\n".join(each).encode()).hexdigest(),
        "files": len(files),
        "as_of": str(selection.as_of) if selection.as_of is not None else None,
        "sources": sorted(set(selection.sources)),
        "checked": sorted(set(selection.checked)),
    }
