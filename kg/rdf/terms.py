"""IRIs of standard vocabularies that code needs by name: RDF, RDFS, OWL, SKOS, XSD, Dublin Core, PROV."""

from __future__ import annotations

from kg import names

RDF_FIRST = names.expand("rdf:first")
RDF_NIL = names.expand("rdf:nil")
RDF_REST = names.expand("rdf:rest")
RDF_TYPE = names.expand("rdf:type")
RDFS_LABEL = names.expand("rdfs:label")
RDFS_SUBCLASS_OF = names.expand("rdfs:subClassOf")
RDFS_SUBPROPERTY_OF = names.expand("rdfs:subPropertyOf")
SKOS_PREF_LABEL = names.expand("skos:prefLabel")
PROV_WAS_DERIVED_FROM = names.expand("prov:wasDerivedFrom")
DCT_IDENTIFIER = names.expand("dct:identifier")
XSD_BOOLEAN = names.expand("xsd:boolean")
XSD_DECIMAL = names.expand("xsd:decimal")
XSD_DOUBLE = names.expand("xsd:double")
XSD_FLOAT = names.expand("xsd:float")
XSD_INTEGER = names.expand("xsd:integer")
XSD_STRING = names.expand("xsd:string")
