"""RDF as nodes and edges: the projection that exports, pictures and paths share."""
