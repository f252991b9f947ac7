"""The graph on the web."""
