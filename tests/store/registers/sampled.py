"""A store with invented registers for the oracle, and Oxigraph with the same triples: every kind of term occurs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg import shipped
from kg.rdf import vocabulary
from kg.registers import importer, mapping, store
from kg.registers.job import ImportJob
from kg.registers.rejected import Rejected
from kg.store.oxigraph import OxigraphGraph
from kg.store.registers.graph import RegisterGraph

#: 2,114 certificates, 607 enterprises, 10 bodies.
SCALE = 0.0007
MIXED = """\
prefixes:
  cr: https://w3id.org/certreg/ns#
  id: https://w3id.org/certreg/id/
  code: https://w3id.org/certreg/code/
  source: https://w3id.org/certreg/source/
  skos: http://www.w3.org/2004/02/skos/core#
  xsd: http://www.w3.org/2001/XMLSchema#
  prov: http://www.w3.org/ns/prov#
  sdmx-measure: http://purl.org/linked-data/sdmx/2009/measure#
  sdmx-dimension: http://purl.org/linked-data/sdmx/2009/dimension#
register:
  id: mixed
  label: {en: Mixed values}
  publisherName: nobody
sources: {table: ['mixed.csv~csv']}
mappings:
  lab:
    sources: [table]
    s: id:mixed-$(lab)
    graphs: source:mixed
    po:
      - [a, cr:TestingLaboratory]
      - [cr:statedIn, source:mixed~iri]
      - [skos:prefLabel, $(name), en~lang]
      - [skos:prefLabel, $(zh), zh-Hans~lang]
      - [skos:altLabel, $(alt), fr~lang]
      - [cr:acronym, $(acronym)]
      - [cr:accreditationNumber, $(lab)]
      - [cr:foundedOn, $(founded), xsd:gYear]
      - [cr:organisationNumber, $(number)]
      - [cr:countryName, $(country)]
      - [cr:url, $(site), xsd:anyURI]
      - [cr:concerns, id:$(scheme)~iri]
      - [cr:concerns, code:product-category/desk-lamp~iri]
  figure:
    sources: [table]
    s: id:mixed-$(lab):$(year)
    graphs: source:mixed
    po:
      - [a, cr:Observation]
      - [skos:prefLabel, "$(name): $(year)", en~lang]
      - [sdmx-measure:obsValue, $(whole), xsd:integer]
      - [cr:previousValue, $(part), xsd:decimal]
      - [cr:percentChange, $(change), xsd:decimal]
      - [sdmx-dimension:refPeriod, $(day), xsd:date]
      - [cr:measures, id:mixed-$(lab)~iri]
"""


def rows() -> Iterator[str]:
    """Rows in which cells are empty, repeated, beyond ASCII, quoted, negative."""
    yield "lab,name,zh,alt,acronym,number,country,site,scheme,year,whole,part,change,day,founded\n"
    names = ["Straße Labor", "ΣΟΦΟΣ Lab", "İzmir Deney", "Plain & Co", 'The ""Quoted"" One', "Ünal\\Test", "Ａ full"]
    for place in range(300):
        lab = place // 3
        cells = [
            f"L{lab}" if lab % 7 else f"L {lab}/é",
            names[lab % 7] + f" {lab}",
            f"实验室{lab}" if lab % 3 == 0 else "",
            f"alias {place % 5}" if place % 2 else "",
            f"A{lab % 9}" if lab % 4 == 1 else "",
            f"L{lab}" if lab % 5 == 0 else f"N{lab}",
            ["Germany", "Korea", "", "China"][lab % 4],
            f"https://example.org/{lab}" if lab % 2 else "",
            ["ccc", "haccp", "organic-product"][place % 3],
            str(2018 + place % 3),
            str((place * 37) % 11 - 3) if place % 6 else "",
            f"{place % 13}.{place % 4}0" if place % 5 else "",
            f"-{place % 3}.5" if place % 4 else "7",
            f"20{10 + place % 12}-0{1 + place % 9}-1{place % 9}" if place % 8 else "",
            str(2018 + lab % 3) if lab % 4 else "",
        ]
        yield ",".join(f'"{cell}"' for cell in cells) + "\n"


@dataclass(frozen=True)
class Pair:
    """The same triples twice: as tables, and in Oxigraph."""

    tables: RegisterGraph
    oracle: OxigraphGraph


def made(folder: Path) -> Pair:
    """Write the registers, import them to a store, and load the N-Quads of the same import into Oxigraph."""
    sys.path.insert(0, str(shipped.ROOT / "benchmarks"))
    import register

    terms = vocabulary.read(shipped.ONTOLOGY)
    register.write(folder, SCALE)
    (folder / "mixed.csv").write_text("".join(rows()), "utf-8")
    (folder / "mixed.yaml").write_text(MIXED, "utf-8")
    plans = {
        name: shipped.DATA / "mappings" / f"{name}.yaml"
        for name in ("national-bodies", "national-enterprises", "national-certificates")
    }
    plans["mixed"] = folder / "mixed.yaml"
    quads = []
    for name, path in plans.items():
        read = mapping.read(path, terms)
        table = str(folder / f"{name}.csv")
        left_out = store.write(ImportJob(read, [table], terms, folder / "store", None))
        assert not left_out.count, left_out.reported
        text = b"".join(importer.quads(read, [table], terms, Rejected(None)))
        quads.append(text)
    graph = RegisterGraph(folder / "store")
    oracle = OxigraphGraph(graph.records.quads())
    for text in quads:
        oracle.add(parse(text, format=RdfFormat.N_QUADS))
    return Pair(graph, oracle)
