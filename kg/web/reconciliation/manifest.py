"""The service manifest, which a client requests first: what the service offers, and where."""

from __future__ import annotations

from typing import Any

from kg import __version__, names
from kg.web.reconciliation.catalogue import Catalogue, identifier
from kg.web.reconciliation.extension import SETTINGS
from kg.web.reconciliation.requests import MOST_QUERIES


def manifest(catalogue: Catalogue, base: str) -> dict[str, Any]:
    """The service manifest; `base` is the service's own web address, without a slash at the end."""
    by_size = sorted(catalogue.members, key=lambda kind: (-len(catalogue.members[kind]), kind))
    return {
        "versions": ["0.2"],
        "name": "certreg: certification regulation",
        "identifierSpace": names.ID,
        "schemaSpace": names.NS,
        "serviceVersion": __version__,
        "batchSize": MOST_QUERIES,
        "defaultTypes": [
            {"id": identifier(kind), "name": catalogue.name(kind)} for kind in by_size if kind.startswith(names.NS)
        ],
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": 420, "height": 320},
        "suggest": {
            kind: {
                "service_url": base,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": base,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": list(SETTINGS),
        },
    }
