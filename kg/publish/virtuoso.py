"""Graphs as files for Virtuoso's bulk loader: ``NNNNN.nt``, the graph's name beside it, and a script for isql.

The loader writes without a log and takes no request apart, so it is the way for graphs of millions; but while it runs
its graphs are being filled. So each is loaded beside its place and then moved there.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from kg.errors import EnvironmentFault, UsageError
from kg.publish.parts import Part

SCRIPT = "load.isql"


def write(folder: Path, parts: Sequence[Part]) -> Path:
    """Write the files; gives the path of the script, which names the folder as it is called here.

    Raises UsageError for a folder that holds something, EnvironmentFault when it cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: not empty; name a folder of its own, which the server may read (DirsAllowed)")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["-- isql-vt PORT USER PASSWORD load.isql", "log_enable(2, 1);"]
        place = folder.resolve()
        for number, part in enumerate(parts, 1):
            name = f"{number:05}.nt"
            shutil.copyfile(part.path, folder / name)
            beside = f"{part.graph}/.loading"
            lines += [
                f"SPARQL CLEAR SILENT GRAPH <{beside}>;",
                f"DELETE FROM DB.DBA.load_list WHERE ll_file = '{_quoted(str(place / name))}';",
                f"ld_dir('{_quoted(str(place))}', '{name}', '{_quoted(beside)}');",
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
