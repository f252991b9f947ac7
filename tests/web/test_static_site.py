"""The pages as files: whole, the same every time, every link of them led somewhere, and safe to write anew."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html
from pyoxigraph import RdfFormat, parse
from support import trig

from kg.ask import library
from kg.errors import EnvironmentFault
from kg.store.oxigraph import OxigraphGraph
from kg.web import folder
from kg.web.static_site import file_of, files

BASE = "https://example.org/certreg/"


SMALL = """
GRAPH <https://w3id.org/certreg/ns> {
  cr:Place a owl:Class ; rdfs:label "place"@en . cr:Source a owl:Class ; rdfs:label "source"@en .
  cr:Passage a owl:Class ; rdfs:label "passage"@en . cr:statedIn a owl:ObjectProperty ; rdfs:label "stated in"@en .
  cr:partOf a owl:ObjectProperty ; rdfs:label "part of"@en . cr:inSource a owl:ObjectProperty ; rdfs:label "in"@en .
}
GRAPH source:log-1900 {
  id:gull a cr:Place ; rdfs:label "Gull Haven"@en ; cr:statedIn source:log-1900 ; cr:partOf id:nowhere .
  id:log-1900 a cr:Source ; rdfs:label "Log <b>" .
  source:log-1900 a cr:Passage ; cr:inSource id:log-1900 .
}
"""
#: How many files are enough where the folder is the point: the pages of things come first.
FEW = 60
#: Questions of each kind, and those that pages link to: a site of all has two thousand files.
QUESTIONS = (
    *("reports", "sources", "latest-figures", "partners", "indicator-over-years", "scheme-overview"),
    *("agency-overview", "source-overview", "registers-beside", "certificates-by-status"),
)


@contextmanager
def few_questions() -> Iterator[None]:
    known = library.questions()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "questions", lambda: {name: known[name] for name in QUESTIONS})
        yield


@pytest.fixture(scope="module", params=["small", pytest.param("report", marks=pytest.mark.ci)])
def graph(request) -> Iterator[OxigraphGraph]:
    """A graph of three things with some questions, and in the whole check the report with all."""
    if request.param == "report":
        yield request.getfixturevalue("report_graph")
    else:
        with few_questions():
            yield trig(SMALL)


@pytest.fixture(scope="module")
def site(graph, tmp_path_factory, request) -> Path:
    if len(graph) > 1000:
        return request.getfixturevalue("report_site")  # others read it too
    target = tmp_path_factory.mktemp("host") / "public"
    folder.write(graph, target, BASE)
    return target


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}


#: For a test of what only the site of the report has.
of_the_report = pytest.mark.parametrize("graph", [pytest.param("report", marks=pytest.mark.ci)], indirect=True)


@pytest.fixture
def few(monkeypatch) -> None:
    """Sites have their first files only."""
    monkeypatch.setattr(folder, "files", lambda *given: islice(files(*given), FEW))


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/id/cnca", "id/cnca.html"),
        ("/id/cnca.ttl", "id/cnca.ttl"),
        ("/source/cnca-2021/2.5.3", "source/cnca-2021/2.5.3.html"),
        ("/source/cnca-2021/2.5.3.ttl", "source/cnca-2021/2.5.3.ttl"),
        ("/id/cnca.neighbours.json", "id/cnca.neighbours.json"),
    ],
)
def test_a_path_has_its_file(path, file):
    assert file_of(path) == file


def test_keys_of_registers_have_their_files():
    """In an IRI, what a key may not hold is %XX; a file is called so, and a link writes the % as a link has to."""
    odd = "https://w3id.org/certreg/id/Gull%2FHaven%201"
    written = dict(islice(files(trig(SMALL.replace("id:gull", f"<{odd}>")), BASE), 200))
    page = html.fromstring(written["id/Gull%2FHaven%201.html"])
    assert page.findtext(".//h1/bdi") == "Gull Haven"
    assert b"Gull%252FHaven%25201.html" in written["source/log-1900.html"]
    assert b"Gull Haven" in written["id/Gull%2FHaven%201.ttl"]


def test_no_link_leads_nowhere_and_none_leads_out_of_the_folder(site, pages):
    links = 0
    for path, page in pages.items():
        for link in page.xpath("//@href | //@src | //@action | //@data-names"):
            there = urlsplit(link)
            if there.scheme:
                assert there.scheme in ("http", "https")
                continue
            links += 1
            target = Path(os.path.normpath(path.parent / unquote(there.path))) if there.path else path
            assert target.is_file(), f"{path}: {link}"
            assert target.is_relative_to(site)
            if there.fragment and target.suffix == ".html":
                assert pages[target].get_element_by_id(unquote(there.fragment), None) is not None, f"{path}: {link}"
    assert links > 10 * len(pages)


def test_links_within_the_data_of_pictures_lead_to_pages(site, pages):
    for path, page in pages.items():
        for text in page.xpath("//script[@type='application/json']/text()"):
            for node in json.loads(text).get("nodes", ()):  # not the texts of scripts
                assert (path.parent / node["href"]).resolve().is_file()
    for near in (site / "id").glob("*.neighbours.json"):
        for node in json.loads(near.read_bytes())["nodes"]:
            assert (near.parent / node["href"]).resolve().is_file()
            assert (near.parent / node["href"].replace(".html", ".neighbours.json")).resolve().is_file()


def test_every_thing_has_its_page_and_its_triples(site, graph):
    answer = graph.query("SELECT DISTINCT ?s { ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(id:))) }")
    for key in answer.column("s"):
        assert (site / "id" / f"{key}.html").is_file()
        for ending, form in ((".ttl", RdfFormat.TURTLE), (".jsonld", RdfFormat.JSON_LD)):
            assert any(parse(path=site / "id" / f"{key}{ending}", format=form))


@of_the_report
def test_questions_are_answered_with_their_default_values(site, pages):
    page = pages[site / "ask" / "partners.html"]
    assert "American National Standards Institute" in page.text_content()
    assert not page.xpath("//form[@class='ask']")
    assert (site / "ask" / "partners.csv").read_text().startswith("partner,")


def test_what_needs_a_server_says_so(site, pages):
    assert "This needs a server" in pages[site / "query.html"].text_content()
    assert not [path for path in ("sparql.html", "reconcile.html", "suggest.html") if (site / path).exists()]


@of_the_report
def test_the_names_to_search_in_are_a_script_of_nothing_but_data(site):
    text = (site / "static" / "names.js").read_text("utf-8")
    entries = json.loads(re.fullmatch(r"window\.certregNamesFile = (.*);\n", text, re.DOTALL)[1])
    (cnca,) = [entry for entry in entries if entry[2] == "../id/cnca.html"]
    assert cnca[:2] == ["Certification and Accreditation Administration of China", "regulatory agency"]
    assert ["国家认监委", "zh-Hans", "国家认监委", "guojiarenjianwei"] in cnca[3]


@of_the_report
def test_pages_in_chinese_lie_in_a_folder_of_their_own_and_lead_back(site, pages):
    page = pages[site / "zh-Hans" / "id" / "cnca.html"]
    assert page.get("lang") == "zh-Hans"
    assert page.xpath("//link[@hreflang='en']/@href") == ["../../id/cnca.html"]
    assert pages[site / "id" / "cnca.html"].xpath("//link[@hreflang='zh-Hans']/@href") == ["../zh-Hans/id/cnca.html"]
    assert page.xpath("//link[@type='text/turtle']/@href") == ["../../id/cnca.ttl"]  # the same in every language
    assert not list((site / "zh-Hans").rglob("*.ttl"))


def test_the_sitemap_lists_all_pages_below_the_base(site, pages):
    found = etree.parse(site / "sitemap.xml").xpath("//*[local-name()='loc']/text()")
    assert sorted(found) == sorted(BASE + path.relative_to(site).as_posix() for path in pages)


def test_the_same_graph_gives_the_same_bytes():
    one, two = (list(islice(files(trig(SMALL), BASE), 200)) for _ in range(2))
    assert one == two


def test_the_ledger_names_every_file(site):
    said = json.loads((site / folder.NAME).read_bytes())
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert set(said["files"]) == there - {folder.NAME}


def test_progress_is_reported_up_to_the_end():
    reported: list[tuple[int, int]] = []
    with few_questions():
        count = len(list(files(trig(SMALL), BASE, lambda done, known: reported.append((done, known)))))
    assert reported[-1] == (count - 1, count - 1)  # all but the sitemap
    assert [done for done, _ in reported] == list(range(1, count))


def test_an_earlier_site_is_replaced_as_a_whole(tmp_path, few):
    target = tmp_path / "public"
    folder.write(trig(SMALL), target, BASE)
    assert (target / "id" / "gull.html").is_file()
    folder.write(trig(SMALL.replace("gull", "tern")), target, BASE)
    assert not (target / "id" / "gull.html").exists()
    assert (target / "id" / "tern.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


@pytest.mark.parametrize("name", ["CNAME", "id/own.html", "notes/deep/own.txt"])
def test_a_file_of_someone_elses_keeps_the_folder_as_it_is(tmp_path, name, few):
    target = tmp_path / "public"
    folder.write(trig(SMALL), target, BASE)
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    (target / name).write_text("mine")
    with pytest.raises(EnvironmentFault, match=f"holds {name}, which does not belong to the site"):
        folder.write(trig(SMALL), target, BASE)
    assert (target / name).read_text() == "mine"


def test_a_folder_that_is_no_site_is_never_replaced(tmp_path, few):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    with pytest.raises(EnvironmentFault, match="not a site of `kg site`"):
        folder.write(trig(SMALL), tmp_path / "thesis", BASE)
    (tmp_path / "thesis" / folder.NAME).write_text('{"format": "other", "files": ["chapter.txt"]}')
    with pytest.raises(EnvironmentFault, match="not a site of `kg site`"):
        folder.write(trig(SMALL), tmp_path / "thesis", BASE)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "mine"


def test_the_old_site_stays_when_the_new_one_fails(tmp_path, few):
    target = tmp_path / "public"
    folder.write(trig(SMALL), target, BASE)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}

    def interrupt(done: int, known: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.write(trig(SMALL.replace("gull", "tern")), target, BASE, interrupt)
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
