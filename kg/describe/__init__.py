"""RDF in words: what is asserted about an entity, its figures, where it is cited, how it is searched."""
