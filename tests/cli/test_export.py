"""`kg export` and `kg picture` as a user types them: endings, folders, parts, exit codes."""

from __future__ import annotations

import csv

import networkx
import pytest

from kg.names import PREFIXES

#: The report alone: an export of it takes a fraction of the time.
REPORT = ("--source", "cnca-2021")


@pytest.mark.parametrize("ending", ["gexf", "graphml", "yed.graphml", "cyjs", "dot", "mmd", "xlsx", "ttl", "nq", "rdf"])
def test_the_ending_says_which_format(kg, tmp_path, ending):
    done = kg("export", *REPORT, "--around", "haccp", "-o", f"haccp.{ending}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / f"haccp.{ending}").stat().st_size > 200


def test_yed_is_distinguished_from_plain_graphml_by_the_longer_ending(kg, tmp_path):
    for name in ("a.graphml", "a.yed.graphml"):
        kg("export", *REPORT, "--around", "haccp", "-o", name)
    assert "yworks" in (tmp_path / "a.yed.graphml").read_text("utf-8")
    assert "yworks" not in (tmp_path / "a.graphml").read_text("utf-8")


def test_around_takes_a_name_and_hops_widen(kg, tmp_path):
    for hops in ("1", "2"):
        assert kg("export", "--around", "HACCP", "--hops", hops, "-o", f"{hops}.gexf").returncode == 0
    near, wide = (set(networkx.read_gexf(tmp_path / f"{hops}.gexf")) for hops in ("1", "2"))
    assert near == {"haccp", "cnca", "mou-haccp-2021", "announcement-cnca-2002-3"}
    assert near | {"mfds", "ccc"} <= wide


def test_a_question_with_a_parameter(kg):
    done = kg("export", *REPORT, "--question", "partners", "--param", "agency=mfds", "-f", "mermaid")
    assert done.returncode == 0
    assert "Ministry of Food and Drug Safety" in done.stdout  # who was asked about, beside what the answer names
    assert "Certification and Accreditation Administration" in done.stdout
    assert "American National Standards Institute" not in done.stdout


def test_csv_is_a_folder_of_nodes_and_edges(kg, tmp_path):
    assert kg("export", "-f", "csv", "-o", "neo4j").returncode == 0
    with (tmp_path / "neo4j" / "edges.csv").open(newline="", encoding="utf-8") as file:
        edges = list(csv.DictReader(file))
    with (tmp_path / "neo4j" / "nodes.csv").open(newline="", encoding="utf-8") as file:
        keys = {node["key:ID"] for node in csv.DictReader(file)}
    assert ("cnca", "administers", "ccc") in {(edge[":START_ID"], edge[":TYPE"], edge[":END_ID"]) for edge in edges}
    assert {edge[":START_ID"] for edge in edges} | {edge[":END_ID"] for edge in edges} <= keys


def test_figures_and_codes_are_nodes_when_asked_for(kg, tmp_path):
    def count(*options):
        assert kg("export", *REPORT, "-o", "x.graphml", *options).returncode == 0
        return len(networkx.read_graphml(tmp_path / "x.graphml"))

    plain, with_figures, with_codes = count(), count("--with-figures"), count("--with-codes")
    assert with_figures > plain + 47
    assert with_codes > plain


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "give a format"),
        (("-o", "graph.doc"), 2, "no format has this ending"),
        (("-f", "csv"), 2, "-o FOLDER"),
        (("-o", "x.gexf", "--around", "hacpp"), 2, '"haccp"'),
        (("-o", "x.gexf", "--class", "Refrom"), 2, "did you mean"),
        (("-o", "x.gexf", "--question", "partnrs"), 2, 'did you mean "partners"'),
        (("-o", "x.gexf", "--param", "agency=mfds"), 2, "--param goes with --question"),
        (("-o", "x.gexf", "--question", "partners", "--param", "mfds"), 2, "NAME=VALUE"),
        (("-o", "x.gexf", "--around", "haccp", "--class", "Event"), 2, "nothing to export"),
        (("-o", "no/such/x.gexf"), 2, "cannot be written"),
        (("-o", "x.gexf", "--hops", "-1"), 2, "hops"),
    ],
)
def test_wrong_use_is_reported_and_writes_nothing(kg, tmp_path, arguments, code, said):
    done = kg("export", *REPORT, *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_file_stays_when_something_is_wrong(kg, tmp_path):
    (tmp_path / "x.gexf").write_text("before", "utf-8")
    assert kg("export", *REPORT, "-o", "x.gexf", "--around", "nobody-at-all").returncode == 2
    assert (tmp_path / "x.gexf").read_text("utf-8") == "before"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give a file"),
        (("-o", "graph.bmp"), "no format has this ending; there are .html, .pdf, .png, .svg"),
        (("-o", "x.svg", "--figures", "years", "--around", "cnca"), "use one or the other"),
        (("-o", "x.svg", "--indicator", "valid-certificates"), "--indicator goes with"),
        (("-o", "x.svg", "--around", "hacpp"), '"haccp"'),
        (("-o", "x.svg", "--figures", "years", "--indicator", "valid-certificats"), "did you mean"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_reported(kg, tmp_path, arguments, said):
    done = kg("picture", *REPORT, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<!")]
)
def test_a_picture_in_every_format(kg, tmp_path, ending, begins):
    done = kg("picture", *REPORT, "--around", "haccp", "-o", f"haccp.{ending}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / f"haccp.{ending}").read_bytes().startswith(begins)


def test_literals_that_the_engine_writes_otherwise_are_counted(kg, tmp_path):
    graph, source = "<https://w3id.org/certreg/source/gx>", "<https://w3id.org/certreg/id/gx>"
    lines = [
        f"{source} a cr:Source ; skos:prefLabel 'GX'@en ; cr:publisherName 'P' ; cr:issuedOn '2021-01-01'^^xsd:date .",
        *(
            f"<http://e.example/s> <http://e.example/p> {value} ."
            for value in ('"01"^^xsd:integer', '"1"^^xsd:integer')
        ),
        '<http://e.example/s> <http://e.example/p> "2024-01-01T24:00:00"^^xsd:dateTime, "a"@en-US, "2"^^xsd:byte .',
    ]
    prefixes = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    (tmp_path / "in.trig").write_text(f"{prefixes}\n{graph} {{ {' '.join(lines)} }}", "utf-8")
    done = kg("export", "-f", "nq", "--data", "in.trig")
    assert done.returncode == 0, done.stderr
    assert "in.trig: in 3 statements the engine writes the same value differently" in done.stderr
    assert '"01" (xsd:integer) becomes "1" (xsd:integer)' in done.stderr
    assert done.stdout.count("<http://e.example/s>") == 4
    kept = (tmp_path / "in.trig").read_text("utf-8")
    for old, new in (('"01"', '"7"'), ("24:00", "23:00"), ("byte", "integer")):
        kept = kept.replace(old, new)
    (tmp_path / "in.trig").write_text(kept, "utf-8")
    assert "differently" not in kg("export", "-f", "nq", "--data", "in.trig").stderr
