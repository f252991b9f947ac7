"""A small mapping, in two pieces: what stands before the statements, and the statements."""

HEAD = """\
prefixes:
  cr: https://w3id.org/certreg/ns#
  id: https://w3id.org/certreg/id/
  source: https://w3id.org/certreg/source/
  skos: http://www.w3.org/2004/02/skos/core#
  prov: http://www.w3.org/ns/prov#
  xsd: http://www.w3.org/2001/XMLSchema#
register:
  id: labs
  label: {en: Laboratories}
  publisherName: Somebody
sources:
  table: ['labs.csv~csv']
mappings:
  lab:
    sources: [table]
    s: id:labs-$(No)
    graphs: source:labs
    po:
"""
LAB = """\
      - [a, cr:TestingLaboratory]
      - [cr:statedIn, source:labs~iri]
      - [skos:prefLabel, $(Name), en~lang]
      - [cr:url, $(Site), xsd:anyURI]
"""
