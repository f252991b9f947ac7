"""Load the graph into a SPARQL server, one named graph after the other.

parts        splits quads by graph: a file of N-Triples each, with a digest that ignores order
remote       the client of the SPARQL 1.1 Graph Store Protocol; credentials come from the environment
publishing   compares what the server holds with what it should hold, sends the difference, verifies it
virtuoso     writes the same graphs as files for Virtuoso's bulk loader
"""
