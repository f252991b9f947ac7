"""The pages: an ordinary Starlette app over one graph, called inside workers or rendered to files.

    app         all routes together
    site        shared by the routes: the graph, its catalogue, addresses
    html        templates, which are loaded before a worker is restricted
    templates/  Jinja2, with every text escaped
    static/     style sheets and scripts, which the parent serves; third-party ones come from npm (kg/assets/)

Endpoints are ``async`` but never wait: a worker has no event loop, no files and no sockets.
"""
