"""RDF as data: terms, the vocabulary of the ontology, SPARQL text, serialisations."""
