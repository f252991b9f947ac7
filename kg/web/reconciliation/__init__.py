"""The OpenRefine Reconciliation API 0.2 over one graph: matches names in a table with entities, and fetches values.

``requests`` parses what a client sends; ``candidates``, ``suggestions`` and ``extension`` answer it from the
``catalogue``; ``manifest`` describes the service, ``routes`` puts it on the web.
"""
