"""How good a draft is: precision and recall against curated records, by section, with every miss and wrong extra.

Usage: python benchmarks/extraction.py REPORT [--draft FILE] [--records PATH] [--engine NAME] [-f table|json]
       python benchmarks/extraction.py --fixtures [--engine NAME] [-f table|json]
       python benchmarks/extraction.py --texts FOLDER [--area KEY] [--engine NAME]

REPORT is drafted with `kg extract`, as a user would, unless --draft gives records that were drafted already.
--records names the curated ones (default data/cnca-2021); the rest of the data folder counts as known before.
--fixtures runs every text of tests/extract/fixtures against the records beside it; the texts that its file `held-out`
names, which nobody looked at while rules were written, are reported apart.
--texts does the same with each text of a folder that has records of its name beside it, one row a text.
What counts as right is said at the head of benchmarks/agreement.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from agreement import KINDS, Agreement, Said, Tally, compare, said, total
from timing import table

from kg import shipped
from kg.extract.engines import ENGINES
from kg.rdf import vocabulary
from kg.rdf.vocabulary import Vocabulary
from kg.records import reader

FIXTURES = shipped.ROOT / "tests" / "extract" / "fixtures"
TARGETS = {"figures": (0.98, 0.98), "entities": (0.90, 0.90), "relations": (0.80, 0.70)}
_ROWS = (*KINDS, "numbers", "details")


def main() -> None:
    """Print how far drafts agree with curated records."""
    given = _arguments()
    terms = vocabulary.read(shipped.ONTOLOGY)
    if given.fixtures:
        held_out = set((FIXTURES / "held-out").read_text("utf-8").split())
        groups: dict[str, dict[str, Agreement]] = {"seen": {}, "held out": {}}
        known = reader.files_of(shipped.DATA)
        for expected in sorted(FIXTURES.glob("*.yaml")):
            text = next(path for path in sorted(FIXTURES.glob(f"{expected.stem}.*")) if path != expected)
            result = measured(text, None, [expected], known, terms, given)
            groups["held out" if text.stem in held_out else "seen"][text.name] = result
    elif given.texts is not None:
        known = reader.files_of(shipped.DATA)
        groups = {given.texts.name: _folder(given.texts, known, terms, given)}
    else:
        curated = reader.files_of(given.records) if given.records.is_dir() else [given.records]
        known = [path for path in reader.files_of(shipped.DATA) if path not in curated]
        groups = {"report": {given.report.name: measured(given.report, given.draft, curated, known, terms, given)}}
    if given.form == "json":
        json.dump({name: _plain(group) for name, group in groups.items()}, sys.stdout, indent=1, ensure_ascii=False)
        print()
        return
    for name, group in groups.items():
        if group:
            _tell(name, group)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", nargs="?", type=Path, help="the text to draft")
    parser.add_argument("--draft", type=Path, help="records drafted from it already")
    parser.add_argument("--records", type=Path, default=shipped.DATA / "cnca-2021", help="curated file or folder")
    parser.add_argument("--area", default="", help="key of the place the report is about, handed to kg extract")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="handed to kg extract")
    parser.add_argument("--texts", type=Path, help="a folder of texts with records of the same names")
    parser.add_argument("--fixtures", action="store_true", help="run the invented reports instead")
    parser.add_argument("-f", "--format", dest="form", choices=("table", "json"), default="table")
    given = parser.parse_args()
    if not given.fixtures and given.texts is None and given.report is None:
        parser.error("name a REPORT, or give --fixtures or --texts")
    return given


def _folder(folder: Path, known: list[Path], terms: Vocabulary, given: argparse.Namespace) -> dict[str, Agreement]:
    """Measure each text of a folder that has records of its name."""
    found = {}
    for records in sorted(folder.glob("*.yaml")):
        text = next((path for path in sorted(folder.glob(f"{records.stem}.*")) if path.suffix != ".yaml"), None)
        if text is not None:
            found[text.name] = measured(text, None, [records], known, terms, given)
    return found


def measured(
    text: Path, draft: Path | None, curated: list[Path], known: list[Path], terms: Vocabulary, given: argparse.Namespace
) -> Agreement:
    """Draft a text as the options say (or take its draft) and compare it with curated files."""
    expected = said(curated, known, terms)
    _complain(expected, "the curated records")
    if draft is not None:
        drafted = said([draft], known, terms)
    else:
        source = reader.read(curated).passages[0].source
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "draft.yaml"
            command = [sys.executable, "-m", "kg", "extract", str(text), "--source", source, "-o", str(path)]
            command += ["--engine", given.engine, *(["--area", given.area] if given.area else [])]
            subprocess.run(command, check=True)
            drafted = said([path], known, terms)
    _complain(drafted, f"the draft of {text.name}")
    return compare(drafted, expected, terms)


def _complain(what: Said, name: str) -> None:
    for problem in what.problems[:20]:
        print(f"{name}: {problem}", file=sys.stderr)
    if what.problems:
        print(f"{name}: {len(what.problems)} problems in all", file=sys.stderr)


def _tell(name: str, group: dict[str, Agreement]) -> None:
    print(f"## {name}\n")
    for text, result in group.items():
        for kind in (*KINDS, "details"):
            tally = getattr(result, kind)
            for what, rows in (("missed", tally.missed), ("wrong", tally.extra)):
                for section, sentence in rows:
                    print(f"{text}  {section:10} {kind:9} {what:6} {sentence}")
    print()
    if len(group) == 1:
        (result,) = group.values()
        table(
            ["section", *(f"{kind}: right / curated / drafted" for kind in KINDS)],
            [
                [section, *(" / ".join(map(str, getattr(result, kind).counts(section))) for kind in KINDS)]
                for section in result.sections()
            ],
        )
    else:
        table(
            ["text", *(f"{kind}: right / curated / drafted, precision, recall" for kind in KINDS)],
            [[text, *(_measures(getattr(result, kind)) for kind in KINDS)] for text, result in group.items()],
        )
    print()
    whole = total(list(group.values()))
    rows = []
    for kind in _ROWS:
        tally = getattr(whole, kind)
        target = " / ".join(f"{goal:.2f}" for goal in TARGETS[kind]) if kind in TARGETS else ""
        rows.append([kind, *tally.counts(), f"{tally.precision():.3f}", f"{tally.recall():.3f}", target])
    table(["all", "right", "curated", "drafted", "precision", "recall", "target"], rows)
    print()


def _measures(tally: Tally) -> str:
    return f"{' / '.join(map(str, tally.counts()))}, {tally.precision():.2f}, {tally.recall():.2f}"


def _plain(group: dict[str, Agreement]) -> dict[str, object]:
    return {
        text: {
            kind: {
                "precision": round((tally := getattr(result, kind)).precision(), 4),
                "recall": round(tally.recall(), 4),
                **dict(zip(("right", "curated", "drafted"), tally.counts(), strict=True)),
                "missed": tally.missed,
                "extra": tally.extra,
            }
            for kind in _ROWS
        }
        for text, result in group.items()
    }


if __name__ == "__main__":
    main()
