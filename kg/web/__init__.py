"""The graph on the web: one parent process that speaks HTTP, and worker processes that run the queries.

In the parent, a request passes through these modules in order:

    server              load, listen, watch for changes, shut down
    http                uvicorn's protocol, with limits on size, time and connections
    app                 all routes, behind the security headers
    sparql              the endpoint: `protocol` parses the request, `formats` negotiates the media type
    static              style sheets and scripts
    page_proxy          every other path, which the pages answer in a worker
    live_graph          the graph served now, and its replacement by a rebuilt one
    pool                queues and deadlines; `worker_client` is the parent's side of one worker
    forkserver_client   starts the fork server and has it fork and kill workers

Without a server, `static_site` renders the pages as files and `folder` writes them.

In the other processes, `forkserver` loads the graph and forks, and `worker` runs queries and calls the pages (`pages`,
`reconciliation`) through `asgi`. `ipc` defines their messages, `orphans` makes them end with their parent, and
`limits` holds every figure.
"""
