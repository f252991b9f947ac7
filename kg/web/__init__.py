"""The graph on the web: one parent process that speaks HTTP, and worker processes that run the queries."""
