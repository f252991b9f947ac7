"""``expectations.yaml``: how many records of a class a folder is expected to define, least and most, and why.

A count out of bounds usually means a lost or doubled file. Whoever adds records on purpose changes the bound and its
reason too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.errors import Problem, Where, did_you_mean
from kg.files import yaml
from kg.files.yaml import Scalar, YamlMapping
from kg.rdf.vocabulary import Vocabulary
from kg.store import Graph
from kg.text.suggest import nearest

FILE = "expectations.yaml"
_KEYS = ("class", "least", "most", "reason")
#: Things by class, without what rules derived: those say nothing of the records.
_COUNTS = f"""SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  GRAPH ?graph {{ ?thing a ?class }}
  FILTER (STRSTARTS(STR(?class), "{names.NS}") && !STRSTARTS(STR(?graph), "{names.DERIVED}"))
  FILTER (?graph != <{names.CODE_GRAPH}>)
}} GROUP BY ?class"""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One entry: between `least` and `most` things of the class, sub-classes included."""

    kind: str
    least: int
    most: int
    reason: str
    where: Where


def unmet(path: Path, vocabulary: Vocabulary, graph: Graph) -> list[Problem]:
    """The expectations of a file that a graph does not meet, and what is wrong with the file itself."""
    expected, problems = read(path, vocabulary)
    counts = _counts(graph)
    for entry in expected:
        count = counts.get(entry.kind, 0)
        if not entry.least <= count <= entry.most:
            bound = f"at least {entry.least}" if count < entry.least else f"at most {entry.most}"
            message = f"{count} of class {entry.kind}, expected {bound} ({entry.reason})"
            problems.append(Problem(entry.where, message))
    return problems


def read(path: Path, vocabulary: Vocabulary) -> tuple[list[Expectation], list[Problem]]:
    """The entries of a file, and the problems met."""
    tree, problems = yaml.read(path)
    if not isinstance(tree, YamlMapping) or list(tree.entries) != ["expectations"]:
        return [], problems or [Problem(Where.of(path), "expected one list, expectations:")]
    entries = tree.entries["expectations"][1]
    if not isinstance(entries, yaml.Sequence):
        return [], [*problems, Problem(entries.where, f"expectations: takes a list, not {entries.kind}")]
    expectations: list[Expectation] = []
    for item in entries.items:
        texts = _texts(item)
        if texts is None:
            problems.append(Problem(item.where, f"an expectation takes {', '.join(_KEYS)}, each with a text"))
            continue
        kind, least, most, reason = texts
        if kind not in vocabulary.classes:
            hint = did_you_mean(nearest(kind, vocabulary.classes))
            problems.append(Problem(item.where, f'no class "{kind}"{hint}'))
        elif not (least.isdecimal() and most.isdecimal() and int(least) <= int(most)):
            problems.append(
                Problem(item.where, f"{kind}: least ({least}) and most ({most}) are whole numbers, least the smaller")
            )
        elif kind in {earlier.kind for earlier in expectations}:
            problems.append(Problem(item.where, f"{kind} stands here twice; keep one"))
        else:
            expectations.append(Expectation(kind, int(least), int(most), reason, item.where))
    return expectations, problems


def _texts(item: yaml.Node) -> tuple[str, ...] | None:
    if not isinstance(item, YamlMapping) or sorted(item.entries) != sorted(_KEYS):
        return None
    texts = [value.text for _, value in (item.entries[key] for key in _KEYS) if isinstance(value, Scalar)]
    return tuple(texts) if len(texts) == len(_KEYS) else None


def _counts(graph: Graph) -> dict[str, int]:
    answer = graph.select(_COUNTS)
    return {
        kind.value.removeprefix(names.NS): int(count.value)
        for kind, count in answer.rows
        if isinstance(kind, NamedNode) and isinstance(count, Literal)
    }
