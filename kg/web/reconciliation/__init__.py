"""The OpenRefine Reconciliation API 0.2 over one graph: names in somebody's table to our entities, and values back.

``queries`` and ``extension`` read what a client sends; ``candidates``, ``suggestions`` and ``extension`` answer it
from the ``catalogue``; ``manifest`` says what is offered, ``routes`` puts it on the web.
"""
