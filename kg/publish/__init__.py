"""A graph into somebody's SPARQL server, one named graph after the other.

parts        quads -> a file of N-Triples for each graph, with a digest that knows no order
remote       the SPARQL 1.1 Graph Store Protocol, spoken with credentials from the environment
publishing   what is there, what has to go there, and that it arrived
virtuoso     the same graphs as files for Virtuoso's bulk loader
"""
