"""Graphs as files for Virtuoso's bulk loader: ``NNNNN.nt`` for each graph, and a script for isql.

The loader writes without a transaction log, which suits graphs of millions of triples; but while it runs, queries see
a graph half filled. The script therefore loads each graph under a temporary name and then moves it to its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.errors import EnvironmentFault, UsageError
from kg.publish.parts import GraphPart

SCRIPT = "load.isql"


def write(folder: Path, parts: Sequence[GraphPart]) -> Path:
    """Write the files and return the path of the script, which refers to the folder by its absolute path.

    Raises UsageError for a folder that is not empty, EnvironmentFault when it cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: not empty; name a new folder that the server may read (DirsAllowed)")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["-- isql-vt PORT USER PASSWORD load.isql", "log_enable(2, 1);"]
        place = folder.resolve()
        for number, part in enumerate(parts, 1):
            name = f"{number:05}.nt"
            shutil.copyfile(part.path, folder / name)
            temporary = f"{part.graph}/.loading"
            lines += [
                f"SPARQL CLEAR SILENT GRAPH <{temporary}>;",
                f"DELETE FROM DB.DBA.load_list WHERE ll_file = '{_quoted(str(place / name))}';",
                f"ld_dir('{_quoted(str(place))}', '{name}', '{_quoted(temporary)}');",
            ]
        lines.append("rdf_loader_run();")
        for part in parts:
            lines.append(f"SPARQL MOVE <{part.graph}/.loading> TO <{part.graph}>;")
        lines += ["checkpoint;", "SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;"]
        script = folder / SCRIPT
        script.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    except OSError as fault:
        raise EnvironmentFault(f"{folder}: cannot be written: {fault.strerror}") from fault
    return script


def _quoted(text: str) -> str:
    return text.replace("'", "''")
