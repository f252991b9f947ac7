"""The graph on the web: one parent process that speaks HTTP, and worker processes that run the queries.

In the parent, a request goes down this list:

    server      load, listen, watch for changes, end
    http        uvicorn's protocol, within limits of size and time
    app         all routes, behind the headers that make them safe
    sparql      the endpoint: `protocol` reads the request, `formats` chooses among media types
    static      style sheets and scripts
    forward     everything else, which the pages answer in a worker
    current     the graph served now, and its swap for a rebuilt one
    pool        lanes and deadlines; `run` is one worker at work
    fork_server     starts the fork server and has it make and end workers

Without a server: `written` makes the pages as files, `folder` is where they go.

In other processes: `forkserver` loads the graph and forks, `worker` runs queries and
asks the pages (`pages`, `reconciliation`) through `asgi`. `wire` is what they say to each
other, `limits` holds every figure.
"""
