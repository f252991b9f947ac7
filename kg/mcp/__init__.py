"""The graph as tools for an assistant, over the Model Context Protocol.

    offers      each tool in the words that a model reads, with the schemas of its input and output
    calls       one call: validate the arguments, get the answer from a worker
    tools       the answers of the tools, inside a worker
    protocol    both in the types of the protocol's package
    stdio       standard input and output as the protocol's streams
    server      start, reload, end

The answers come from the same workers and within the same limits as those of `kg serve`; nothing here listens.
"""
