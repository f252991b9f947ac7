"""The interactive page: one file that holds the graph, the statements about each entity, and the scripts that show it.

It makes no network request (its content policy forbids that). Labels remain text, whatever they contain: the data
stand in the page as JSON in which no tag can begin, and the script puts them on the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import Any

from kg.errors import EnvironmentFault
from kg.network.palette import DERIVED_EDGE, EDGE, LOOKS, look
from kg.picture.content import Content
from kg.picture.layouts.spots import Layout
from kg.picture.statements import statements
from kg.picture.words import words
from kg.shipped import ASSETS
from kg.store import Graph

#: The script library: fetched from npm while the wheel was built (see hatch_build.py).
LIBRARY = ASSETS / "cytoscape.min.js"
_TEMPLATE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{style}
</style>
</head>
<body>
<noscript>{noscript}</noscript>
<script type="application/json" id="data">{data}</script>
<script>{library}</script>
<script>{script}</script>
</body>
</html>
"""


def page(graph: Graph, content: Content, layout: Layout) -> bytes:
    """The page's bytes. Raises EnvironmentFault where this installation lacks the script library."""
    if not LIBRARY.is_file():
        raise EnvironmentFault(
            "this installation has no script for the page: npm could not be reached when it was built; "
            "install again where npm's registry can be reached, or draw an svg, png or pdf"
        )
    library = LIBRARY.read_text("utf-8").strip()
    script = _own("page.js")
    known = words(content.lang)
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in (library, script))
    written = _TEMPLATE.format(
        lang=_escaped(content.lang),
        policy=f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        title=_escaped(content.title),
        style=_own("page.css"),
        noscript=_escaped(known["noscript"]),
        data=_json(_data(graph, content, layout)),
        library=library,
        script=script,
    )
    return written.encode()


def _data(graph: Graph, content: Content, layout: Layout) -> dict[str, Any]:
    """Everything the script shows; short keys, since there are thousands of them."""
    entries, passages = statements(graph, content)
    groups = {item.node.group for item in layout.spots}
    order = [group for group in LOOKS if group in groups] + sorted(groups - LOOKS.keys())
    known = words(content.lang)
    drawn = {item.node.key for item in layout.spots}
    return {
        "title": content.title,
        "lang": content.lang,
        "words": dict(known),
        "lines": {"stated": EDGE, "derived": DERIVED_EDGE},
        "asked": list(content.asked),
        "groups": [
            {"id": group, "label": known.get(group, group), "color": look(group).color, "shape": look(group).shape}
            for group in order
        ],
        "passages": passages,
        "nodes": [
            {
                "id": item.node.key,
                "label": item.node.label,
                "lines": list(item.label.lines),
                "side": item.side,
                "kind": item.node.kind,
                "group": item.node.group,
                "names": item.node.names,
                "about": item.node.description,
                "iri": item.node.iri,
                "x": round(item.x, 1),
                "y": round(-item.y, 1),
                "r": round(item.radius, 1),
                "said": entries.get(item.node.key, []),
            }
            for item in layout.spots
        ],
        "links": [
            {"s": link.source, "t": link.target, "labels": list(link.labels), "m": link.mutual, "d": link.derived}
            for link in content.links
            if link.source in drawn and link.target in drawn
        ],
    }


def _own(name: str) -> str:
    return (resources.files("kg.picture") / "scripted" / name).read_text("utf-8").strip()


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end a script or open a comment, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
