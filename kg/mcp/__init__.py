"""The graph as tools for an assistant, over the Model Context Protocol.

    offers      each tool in the words that a model reads, with the schemas of what goes in and out
    calls       one call: arguments read, the answer had from a worker
    protocol    both as the protocol's package wants them
    server      start, reload, end

The answers come from the same workers and within the same limits as those of `kg serve`; nothing here listens.
"""
