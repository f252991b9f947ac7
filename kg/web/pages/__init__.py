"""The pages: an ordinary Starlette app over one graph, answered for inside workers, or written out as files.

    app         all routes put together
    site        what routes share: the graph, its catalogue, addresses
    html        templates, which are loaded before a worker is confined
    templates/  Jinja2; every text is escaped
    static/     our own style sheets and scripts, which the parent serves; third-party ones come from npm (kg/assets/)

Endpoints are ``async`` and wait for nothing: a worker has no event loop, no file and no socket.
"""
