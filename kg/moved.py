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
    "kg.cli.check": "kg.cli.verify_store",
    "kg.description": "kg.build.void",
    "kg.diff": "kg.build.diff",
    "kg.enrich.asking": "kg.enrich.client",
    "kg.entities": "kg.ask.entities",
    "kg.expectations": "kg.build.expectations",
    "kg.export.table": "kg.export.attributes",
    "kg.export.tables": "kg.export.neo4j",
    "kg.extract.cascade": "kg.extract.matcher",
    "kg.extract.drafting.about": "kg.extract.drafting.topics",
    "kg.extract.drafting.amounts": "kg.extract.figures.draft",
    "kg.extract.drafting.memory": "kg.extract.drafting.context",
    "kg.extract.drafting.owners": "kg.extract.drafting.attribution",
    "kg.extract.grammar": "kg.extract.rule_compiler",
    "kg.extract.indicators": "kg.extract.figures.indicators",
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
    "kg.picture.said": "kg.picture.statements",
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
    "kg.web.current": "kg.web.live_graph",
    "kg.web.files": "kg.web.temp_files",
    "kg.web.forward": "kg.web.page_proxy",
    "kg.web.gathered": "kg.web.write_buffer",
    "kg.web.lane": "kg.web.queue",
    "kg.web.nursery": "kg.web.forkserver_client",
    "kg.web.pages.cited": "kg.describe.citations",
    "kg.web.pages.elsewhere": "kg.web.pages.external_links",
    "kg.web.pages.history": "kg.web.pages.charts",
    "kg.web.pages.named": "kg.web.pages.headings",
    "kg.web.pages.told": "kg.web.pages.statements",
    "kg.web.pages.tools": "kg.mcp.tools",
    "kg.web.reconciliation.sent": "kg.web.reconciliation.requests",
    "kg.web.remembered": "kg.web.response_cache",
    "kg.web.run": "kg.web.worker_client",
    "kg.web.wire": "kg.web.ipc",
    "kg.web.written": "kg.web.static_site",
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
