"""Records to a checked graph: read, interpret, narrow, load, derive, link."""
