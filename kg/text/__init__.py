"""Text without RDF: letters, words, numbers, literals, and what a terminal shows."""
