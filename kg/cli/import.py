"""``kg import``: a table to quads."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from kg import shipped
from kg.cli.options import MASTER, spark_session, with_options, write_bytes
from kg.cli.tables import apart, counting, going_on, mapping_file, report, to_store
from kg.errors import UsageError
from kg.rdf import vocabulary
from kg.rdf.vocabulary import Vocabulary
from kg.registers import checkpoint, importer, mapping
from kg.registers.job import ImportJob
from kg.registers.mapping import Mapping
from kg.registers.rejected import Rejected

_ENDINGS = (".nq", ".nq.gz")


@with_options(MASTER)
@click.command(
    "import",
    short_help="Read a register (CSV, TSV, Parquet) into the graph's format.",
    epilog="""\b
Examples:
  kg import certificates.parquet --mapping national-certificates --store china
  kg import bodies.csv --mapping notified-bodies -o bodies.nq
  kg import 'parts/*.csv.gz' --mapping my-mapping.yaml -o register.nq.gz
  kg import labs.csv --mapping accredited-laboratories --encoding gb18030 -o labs.nq
  kg import - --mapping notified-bodies -o - --strict
  kg import 'parts/*.csv' --mapping my-mapping.yaml -o register --engine spark --master spark://host:7077
""",
)
@click.argument("tables", metavar="TABLE...", nargs=-1, required=True)
@click.option(
    "--mapping", "wanted", required=True, metavar="NAME", help="A mapping file, or the name of a shipped mapping."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    help="Write N-Quads: to FILE.nq, FILE.nq.gz or -; for Spark, to FOLDER.",
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    help="Put the register into this store; it replaces an earlier one of the same mapping.",
)
@click.option(
    "--rejected",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rejected rows go, with line and reason.  [default: OUTPUT.rejected.csv]",
)
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of the tables.")
@click.option("--strict", is_flag=True, help="Stop at the first rejected row; write nothing.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"], case_sensitive=False),
    default="local",
    show_default=True,
    help="Where to run: this machine, or Apache Spark (one task per table) for registers in many files.",
)
def command(
    tables: tuple[str, ...],
    wanted: str,
    output: str | None,
    store: Path | None,
    rejected: Path | None,
    encoding: str,
    strict: bool,
    engine: str,
    master: str,
) -> None:
    """Read tables (CSV, TSV, Parquet; .gz, .zst; patterns; - for standard input) by a mapping.

    With --store, the rows become typed columns of a store, which other commands query with `--store`. With -o, they
    become N-Quads. Rejected rows are counted and written to a separate file. The output is complete or absent. An
    interrupted import continues when the same command is run again.
    """
    if (output is None) == (store is None):
        raise UsageError("name either a store (--store) or a file for N-Quads (-o)")
    if store is not None:
        if engine == "spark":
            raise UsageError("--engine spark writes N-Quads; a store is written on this machine")
        to_store(tables, wanted, store, rejected, encoding, strict)
        return
    assert output is not None
    if engine == "local" and output != "-" and not output.endswith(_ENDINGS):
        raise UsageError(f"-o {output}: N-Quads go to a file that ends in {' or '.join(_ENDINGS)}")
    if engine == "spark" and (output == "-" or output.endswith(_ENDINGS)):
        raise UsageError(f"-o {output}: --engine spark writes a folder of parts; name a folder")
    terms = vocabulary.read(shipped.ONTOLOGY)
    parsed = mapping.read(mapping_file(wanted), terms)
    if rejected is None and output != "-":
        rejected = Path(output.rstrip("/").removesuffix(".gz").removesuffix(".nq") + ".rejected.csv")
    apart(tables, output, rejected)
    if engine == "spark":
        left_out = _on_spark(master, parsed, tables, terms, Rejected(rejected, strict), Path(output), encoding)
    elif output == "-":
        left_out = Rejected(rejected, strict)
        with closing(left_out), counting() as count:
            write_bytes(importer.quads(parsed, tables, terms, left_out, encoding, count), output)
    else:
        with counting() as count:
            job = ImportJob(parsed, tables, terms, Path(output), rejected, encoding, strict)
            left_out = checkpoint.write(job, count, going_on)
    report(left_out, rejected)


def _on_spark(
    master: str,
    parsed: Mapping,
    tables: tuple[str, ...],
    terms: Vocabulary,
    left_out: Rejected,
    output: Path,
    encoding: str,
) -> Rejected:
    session = spark_session(master)
    from kg.registers import spark

    with closing(left_out):
        spark.write(session, parsed, tables, terms, left_out, output, encoding)
    return left_out
