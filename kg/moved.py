"""Where the modules of version 0.1 are now, so that an old import fails with the new name."""

from __future__ import annotations

import sys

#: Module of 0.1 -> its name now.
MOVED = {
    "kg.asking": "kg.text.terminal",
    "kg.assemble": "kg.records.assemble",
    "kg.beside": "kg.records.external",
    "kg.bulk": "kg.registers",
    "kg.check": "kg.records.interpret",
    "kg.description": "kg.build.void",
    "kg.diff": "kg.build.diff",
    "kg.entities": "kg.ask.entities",
    "kg.expectations": "kg.build.expectations",
    "kg.figures": "kg.describe.figures",
    "kg.folder": "kg.files.atomic",
    "kg.folding": "kg.text.normalize",
    "kg.graph": "kg.api",
    "kg.jsonld": "kg.rdf.jsonld",
    "kg.jsonlines": "kg.files.jsonlines",
    "kg.library": "kg.ask.library",
    "kg.links": "kg.records.links",
    "kg.loader": "kg.records.loader",
    "kg.lock": "kg.files.lock",
    "kg.manifest": "kg.build.manifest",
    "kg.narrow": "kg.records.narrow",
    "kg.nearest": "kg.text.suggest",
    "kg.ondisk": "kg.store.disk",
    "kg.palette": "kg.network.palette",
    "kg.parquet": "kg.files.parquet",
    "kg.part": "kg.network.subgraph",
    "kg.path": "kg.network.path",
    "kg.projection": "kg.network.project",
    "kg.render": "kg.ask.render",
    "kg.rules": "kg.records.rules",
    "kg.sealed": "kg.files.cache",
    "kg.search": "kg.describe.search",
    "kg.serialize": "kg.rdf.serialize",
    "kg.shapes": "kg.build.shacl",
    "kg.show": "kg.describe.entity",
    "kg.sources": "kg.records.files",
    "kg.spark": "kg.files.spark",
    "kg.sparqltext": "kg.rdf.sparql",
    "kg.sssom": "kg.records.sssom",
    "kg.statements": "kg.describe.assertions",
    "kg.stats": "kg.describe.stats",
    "kg.table": "kg.files.table",
    "kg.validation": "kg.build.validation",
    "kg.values": "kg.text.literals",
    "kg.vocabulary": "kg.rdf.vocabulary",
    "kg.yamltext": "kg.files.yaml",
}


class _MovedFinder:
    """A finder of modules, consulted after all others, so that it sees only imports that fail."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname in MOVED:
            # Without `name`, or `from kg import …` would swallow the message.
            raise ModuleNotFoundError(f"since certreg 0.2, {fullname} is {MOVED[fullname]}")


def install() -> None:
    """Register the finder, once."""
    if not any(isinstance(finder, _MovedFinder) for finder in sys.meta_path):
        sys.meta_path.append(_MovedFinder())  # without its base class, whose import takes 10 ms
