"""Text without RDF: characters, words, numbers, literals, and the terminal."""
