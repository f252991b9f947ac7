"""``kg enrich``: fetch statements about linked entities from a SPARQL endpoint."""

from __future__ import annotations

import hashlib
import re
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kg import names
from kg.cli.options import DATA, SECONDS, opened, with_options, write_bytes
from kg.errors import UsageError
from kg.files import cache
from kg.rdf.serialize import serialize
from kg.records import external

_UNITS = {"s": 1, "min": 60, "h": 3600}
#: Requests a second.
_SLOWEST, _FASTEST = 1 / 3600, 100.0


def _interval(ctx: click.Context, param: click.Parameter, given: str) -> float:
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)/(s|min|h)", given)
    rate = float(match[1]) / _UNITS[match[2]] if match else 0.0
    if not _SLOWEST <= rate <= _FASTEST:
        raise click.BadParameter(f'"{given}" is not a rate; write requests per time, 1/h to 100/s: 2/s, 30/min')
    return 1 / rate


def _output(ctx: click.Context, param: click.Parameter, given: str) -> str:
    if Path(given).suffix.lower() not in external.FORMATS:
        raise click.BadParameter(f'"{given}" ends in none of {", ".join(external.FORMATS)}')
    return given


@with_options(DATA)
@click.command(
    "enrich",
    epilog="""\b
Examples:
  kg enrich --endpoint https://query.wikidata.org/sparql --targets http://www.wikidata.org/entity/ -o wikidata.nq
  kg enrich --endpoint http://localhost:8890/sparql --targets http://publications.europa.eu/ -o eu.trig
  kg enrich my-query.rq --endpoint http://localhost:3030/ds --rate 30/min --licence CC0-1.0 -o answers.nq
  kg sparql 'SELECT ?name { id:mfds skos:exactMatch ?it . ?it rdfs:label ?name }' --data wikidata.nq

QUERY is a CONSTRUCT, or a SELECT of ?target ?property ?value, with VALUES ?target { ?_targets } where the linked
IRIs go. The prefixes of `kg sparql` need no declaration. See docs/enrich.md.
""",
)
@click.argument("query", required=False, type=click.Path(path_type=Path))
@click.option("--endpoint", required=True, metavar="URL", help="The SPARQL 1.1 endpoint to query.")
@click.option(
    "--targets",
    "prefixes",
    multiple=True,
    metavar="PREFIX",
    help="Only linked IRIs with this prefix; repeatable. [default: all]",
)
@click.option("-o", "--output", required=True, callback=_output, metavar="FILE", help="Where to write: .nq or .trig.")
@click.option("--batch", type=click.IntRange(1, 500), default=50, show_default=True, help="IRIs in one request.")
@click.option("--rate", "interval", default="1/s", callback=_interval, show_default=True, help="Requests per time.")
@click.option(
    "--retries", type=click.IntRange(0, 10), default=4, show_default=True, help="Further tries after a failure."
)
@click.option("--timeout", type=SECONDS, default=60.0, show_default=True, help="Time limit of a request in seconds.")
@click.option("--key", metavar="KEY", help="The key of the source. [default: host and day]")
@click.option("--publisher", metavar="NAME", help="The publisher of the answers. [default: the host]")
@click.option("--licence", metavar="TEXT", help="The licence of the answers, by name or URL.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day of retrieval; cached answers are valid for one day. [default: today]",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for cached answers. [default: enrich/ in the cache folder, see KG_CACHE]",
)
def command(
    query: Path | None, endpoint: str, prefixes: tuple[str, ...], output: str, data: tuple[Path, ...], **given: Any
) -> None:
    """Fetch statements about linked entities from an endpoint, and write them as one graph with its own source.

    Only linked IRIs leave this machine. Pass FILE to other commands with --data: kg ask, kg sparql, kg build.
    """
    from kg.enrich import enrich, question, source, targets
    from kg.enrich.client import PoliteClient

    template = question.read(query or question.SHIPPED)
    day = _day(given["date"])
    client = PoliteClient(
        endpoint,
        day,
        given["cache"] or cache.cache_folder() / "enrich",
        given["interval"],
        given["timeout"],
        given["retries"],
        _say,
    )
    graph = opened(data, None, (), None)
    linked = targets.targets(graph.engine, prefixes)
    key = given["key"] or source.key_of(client.address, day)
    if not names.KEY.match(key):
        raise UsageError(f'--key: "{key}" is not a key; use lower-case letters, digits and single hyphens')
    if graph.engine.ask(f"ASK {{ <{names.entity(key).value}> ?p ?o }}"):
        raise UsageError(f'"{key}" is already an entity; choose another --key, or leave its file out of --data')
    note = f"{len(linked)} IRIs, asked about with {template.name}, sha256 {_digest(template.text)}."
    about = source.Source(key, client.address, day, note, given["publisher"], given["licence"])
    made = enrich(linked, template, client, about, given["batch"], _say)
    form = external.FORMATS[Path(output).suffix]
    write_bytes([serialize(made.quads, form)], output)
    for reason, count in sorted(made.left_out.items()):
        _say(f"left out {count:,} statements: {reason}")
    requests = f"{client.requests} requests, {client.cached} cached answers"
    _say(f"{output}: {len(made.quads):,} quads of source {key} about {len(linked)} IRIs; {requests}")


def _day(given: datetime | None) -> str:
    return (given.date() if given else Date.today()).isoformat()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _say(text: str) -> None:
    click.echo(text, err=True)
