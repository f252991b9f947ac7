"""The interactive page, opened from its file in a browser without a network, seen and used as a person would."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter

import pytest
from drawing import HOSTILE, hostile
from PIL import Image
from pypdf import PdfReader

import kg
from kg.network.project import project
from kg.network.subgraph import Part
from kg.store.oxigraph import OxigraphGraph

pytestmark = pytest.mark.chromium
CNCA = "Certification and Accreditation Administration of China"


@pytest.fixture
def page(browser, opened, written, graph):
    """The page of the whole graph."""
    return opened(written("whole", graph, Part()))


def test_it_asks_for_nothing_but_its_own_file_and_complains_of_nothing(page):
    page.settled()
    asked = [url.rpartition("/")[2].partition("#")[0] for url in page.asked if not url.startswith("data:")]
    assert asked == ["whole.html"]
    assert page.complaints == []


def test_it_shows_the_whole_graph(page, graph):
    projected = project(graph)
    assert page.shown() == set(projected)
    assert page.tab.locator("h1").inner_text() == "The whole graph"
    assert page.tab.locator("#counts").inner_text().startswith(f"{len(projected)} entities")
    picture = Image.open(io.BytesIO(page.tab.locator("#graph").screenshot())).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24)}
    assert {(0x00, 0x72, 0xB2), (0xE6, 0x9F, 0x00), (0xD5, 0x5E, 0x00)} <= colours  # agency, scheme, initiative


def test_the_legend_has_a_mark_and_a_name_for_every_group(page, graph):
    legend = page.tab.locator("#legend li")
    groups = {said["group"] for _, said in project(graph).nodes(data=True)}
    assert legend.count() == len(groups) + 1
    assert page.tab.locator("#legend svg").count() == len(groups)
    assert {"agency", "initiative", "worked out by rule"} <= set(legend.all_inner_texts())


@pytest.mark.parametrize("words", ["haccp", "危害分析", "hazard ANALYSIS point"])
def test_search_finds_by_name_in_any_language_and_centres(page, words):
    page.tab.keyboard.press("/")
    page.tab.keyboard.type(words)
    results = page.tab.locator("#results button")
    assert results.first.inner_text() == "HACCP certification"
    assert page.tab.locator("#found").inner_text() == f"{results.count()} found"
    page.tab.keyboard.press("Enter")
    page.settled()
    assert page.details().startswith("HACCP certification")
    box = page.tab.locator("#graph").bounding_box()
    x, y = page.at("haccp")
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    assert page.tab.evaluate("cy.zoom()") > 1  # near enough to read
    assert page.tab.url.endswith("#haccp")


def test_search_that_finds_nothing_says_so(page):
    page.tab.fill("#search", "zeppelin")
    assert page.tab.locator("#found").inner_text() == "0 found"
    page.tab.keyboard.press("Enter")
    assert page.tab.locator("#details h2").count() == 0


def test_a_class_can_be_hidden_and_shown(page, graph):
    projected = project(graph)
    events = {key for key, said in projected.nodes(data=True) if said["kind"] == "event"}
    assert events
    before = page.lines()
    box = page.tab.locator("#classes").get_by_label("event", exact=False)
    box.uncheck()
    assert page.shown() == set(projected) - events
    assert page.lines() < before
    assert page.tab.locator("#counts").inner_text().startswith(f"{len(projected) - len(events)} entities")
    page.tab.fill("#search", "Import Expo")
    assert "China International Import Expo" not in page.tab.locator("#results").inner_text()
    box.check()
    assert page.shown() == set(projected)
    assert page.lines() == before


def test_a_relation_can_be_hidden_and_shown_alone(page, graph):
    relations = page.tab.locator("#relations")
    relations.get_by_role("button", name="none").click()
    assert page.lines() == 0
    relations.get_by_label("administers").check()
    administered = {
        (source, target) for source, target, said in project(graph).edges(data=True) if said["label"] == "administers"
    }
    assert page.lines() == len(administered) > 2
    assert page.tab.locator("#counts").inner_text().endswith(f"{len(administered)} links")
    relations.get_by_role("button", name="all").click()
    assert page.lines() > 100


def test_a_click_on_a_mark_tells_its_statements_with_the_words_behind_them(page):
    page.tab.mouse.click(*page.at("mou-haccp-2021"))
    reported = page.details()
    assert reported.startswith("Memorandum of understanding on HACCP certification")
    assert "memorandum · mou-haccp-2021" in reported
    assert "party" in reported
    assert CNCA in reported
    assert "CNCA 2021 work report, 2.5.3" in reported
    assert "memorandum of understanding for HACCP certification" in reported
    # all else steps back
    assert page.tab.evaluate("cy.getElementById('ccc').effectiveOpacity()") < 0.3
    assert page.tab.evaluate("cy.getElementById('cnca').effectiveOpacity()") == 1
    # what is reported leads on
    page.tab.locator("#details").get_by_role("button", name="Ministry of Food and Drug Safety of Korea").first.click()
    assert page.details().startswith("Ministry of Food and Drug Safety of Korea")
    assert "worked out by rule" in page.details()


def test_a_click_beside_every_mark_chooses_nothing(page):
    page.tab.mouse.click(*page.at("cnca"))
    assert page.details().startswith(CNCA)
    box = page.tab.locator("#graph").bounding_box()
    page.tab.mouse.click(box["x"] + 5, box["y"] + 5)
    assert page.details().startswith("Select an entity")


def test_marks_and_the_picture_are_dragged_and_zoomed(page):
    x, y = page.at("cnca")
    page.tab.mouse.move(x, y)
    page.tab.mouse.down()
    page.tab.mouse.move(x + 60, y + 40, steps=4)
    page.tab.mouse.up()
    assert page.at("cnca") == pytest.approx((x + 60, y + 40), abs=4)
    box = page.tab.locator("#graph").bounding_box()
    page.tab.mouse.move(box["x"] + 5, box["y"] + 5)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + 55, box["y"] + 25, steps=4)
    page.tab.mouse.up()
    assert page.at("cnca") == pytest.approx((x + 110, y + 60), abs=6)
    level = page.tab.evaluate("cy.zoom()")
    page.tab.get_by_role("button", name="Zoom in").click()
    assert page.tab.evaluate("cy.zoom()") > level
    page.tab.get_by_role("button", name="Fit").click()
    assert page.tab.evaluate("cy.zoom()") == pytest.approx(level, rel=0.2)


def test_it_is_used_without_a_mouse(page):
    def focus():
        return page.tab.evaluate("document.activeElement.id || document.activeElement.textContent")

    order = []
    for _ in range(7):
        page.tab.keyboard.press("Tab")
        order.append(focus())
    assert order[:6] == ["as-table", "fit", "nearer", "farther", "show-keys", "search"]
    page.tab.locator("#graph").focus()
    page.tab.keyboard.press("ArrowRight")  # the first step goes to the best linked entity
    assert page.details().startswith(CNCA)
    assert CNCA in page.tab.locator("#now").inner_text()  # and is read aloud
    page.tab.keyboard.press("ArrowLeft")
    assert not page.details().startswith(CNCA)
    left = page.tab.locator("#now").inner_text().partition(",")[0]
    assert page.details().startswith(left)
    page.tab.keyboard.press("Enter")
    assert focus() == "details"
    page.tab.keyboard.press("Escape")
    assert focus() == "graph"
    assert page.details().startswith("Select an entity")
    page.tab.keyboard.press("?")
    assert page.tab.locator("#keys").is_visible()
    page.tab.keyboard.press("Escape")
    assert not page.tab.locator("#keys").is_visible()


def test_results_are_walked_with_arrows(page):
    page.tab.keyboard.press("/")
    page.tab.keyboard.type("certification")
    page.tab.keyboard.press("ArrowDown")
    page.tab.keyboard.press("ArrowDown")
    second = page.tab.locator("#results button").nth(1).inner_text()
    page.tab.keyboard.press("Enter")
    assert page.details().startswith(second)


def test_arrows_reach_every_entity(page):
    """No mark is an island for who has no mouse: from the best linked one, all are reached by some way."""
    reached = page.tab.evaluate(
        """() => {
          const graph = document.getElementById("graph");
          const press = (key) => graph.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          const here = () => decodeURIComponent(location.hash.slice(1));
          press("ArrowRight");
          const seen = new Set([here()]);
          const edge = [here()];
          while (edge.length) {
            const from = edge.shift();
            for (const key of ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"]) {
              cy.getElementById(from).emit("tap");
              press(key);
              if (!seen.has(here())) { seen.add(here()); edge.push(here()); }
            }
          }
          return [...seen];
        }"""
    )
    assert set(reached) == page.shown()


def test_the_table_has_every_entity_and_every_relation(page, graph):
    projected = project(graph)
    page.tab.get_by_role("button", name="Table", exact=True).click()
    entities, relations = page.tab.locator("#table table").all()
    assert entities.locator("tbody tr").count() == len(projected)
    edges = {
        (projected.nodes[source]["label"], said["label"], projected.nodes[target]["label"])
        for source, target, said in projected.edges(data=True)
        if source != target
    }
    cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    rows = relations.locator("tbody tr").evaluate_all(cells)
    assert {tuple(row[:3]) for row in rows} == edges
    assert len(rows) == len(edges)
    where = {tuple(row[:3]): row[3] for row in rows}
    mou = "Memorandum of understanding on HACCP certification"
    assert where[mou, "party", CNCA] == "CNCA 2021 work report, 2.5.3"
    assert all(where.values())
    for table in (entities, relations):
        assert table.locator("caption").count() == 1
        assert table.locator("thead th[scope=col]").count() == 4
    # a row is read out by its name, and leads to what is said
    entities.get_by_role("button", name="HACCP certification", exact=True).click()
    assert page.details().startswith("HACCP certification")
    page.tab.get_by_role("button", name="Table", exact=True).click()
    assert page.tab.locator("#graph").is_visible()


def test_the_table_follows_the_filters(page, graph):
    page.tab.get_by_role("button", name="Table", exact=True).click()
    page.tab.locator("#relations").get_by_role("button", name="none").click()
    page.tab.locator("#classes").get_by_role("button", name="none").click()
    page.tab.locator("#classes").get_by_label("regulatory agency").check()
    page.tab.locator("#relations").get_by_label("partner of").check()
    entities, relations = page.tab.locator("#table table").all()
    projected = project(graph)
    agencies = {node for node, attributes in projected.nodes(data=True) if attributes["class"] == "RegulatoryAgency"}
    labelled = projected.edges(data="label")
    partners = [edge for *edge, label in labelled if label == "partner of" and set(edge) <= agencies]
    assert {"cnca", "mofcom", "mfds"} <= agencies
    assert entities.locator("tbody tr").count() == len(agencies)
    # CNCA with MOFCOM and with MFDS, each read both ways
    assert relations.locator("tbody tr").count() == len(partners) >= 4


def print_out(page):
    """The sheets, and what they say."""
    printed = PdfReader(io.BytesIO(page.tab.pdf(format="A4", landscape=True)))
    said = unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in printed.pages))
    return printed, " ".join(said.split())


def test_print_shows_the_picture_and_what_is_chosen(page):
    page.tab.mouse.click(*page.at("mou-haccp-2021"))
    page.settled()
    printed, said = print_out(page)
    assert "memorandum of understanding for HACCP certification" in said
    assert "worked out by rule" in said  # the legend
    assert "Zoom" not in said
    pictures = [found.image.convert("RGB") for sheet in printed.pages for found in sheet.images]
    assert any(len(picture.getcolors(1 << 24)) > 50 for picture in pictures)


def test_print_shows_the_table_where_it_is_shown(page, graph):
    page.tab.get_by_role("button", name="Table", exact=True).click()
    printed, said = print_out(page)
    assert len(printed.pages) > 5
    for name in ("BESTAO", "HACCP certification", "Verification and evaluation of domestic"):
        assert name in said


def test_it_fits_a_phone(browser, opened, written, graph):
    page = opened(written("whole", graph, Part()), viewport={"width": 390, "height": 844}, has_touch=True)
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= 390
    page.tab.touchscreen.tap(*page.at("cnca"))
    page.until("Boolean(document.querySelector('#details h2'))")
    assert page.details().startswith(CNCA)
    page.tab.locator("#search").fill("haccp")
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_timeout(300)
    assert page.tab.locator("#details h2").is_visible()
    top = page.tab.locator("#details").bounding_box()["y"]
    assert top < 844  # what is said has come into view


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_labels_do_not_cover_each_other(browser, opened, written, graph, size):
    page = opened(written("whole", graph, Part()), viewport={"width": size[0], "height": size[1]})
    page.settled()
    boxes = page.tab.evaluate(
        """() => cy.nodes().filter((node) => node.data("text")).map((node) => {
          const box = node.boundingBox({ includeNodes: false, includeEdges: false, includeLabels: true });
          const scale = cy.zoom();
          return [box.x1 * scale, box.y1 * scale, box.x2 * scale, box.y2 * scale];
        })"""
    )
    assert len(boxes) > 5
    over = [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[0] + 4 < other[2] and other[0] + 4 < one[2] and one[1] + 4 < other[3] and other[1] + 4 < one[3]
    ]
    assert over == []


def test_it_speaks_chinese(browser, opened, written, graph):
    page = opened(written("chinese", graph, Part(around="ccc"), lang="zh"))
    assert page.tab.locator("html").get_attribute("lang") == "zh"
    assert page.tab.locator("h1").inner_text() == "强制性产品认证"
    assert page.tab.get_by_role("button", name="表格").is_visible()
    page.tab.mouse.click(*page.at("cnca"))
    assert page.details().startswith("国家认证认可监督管理委员会")


def test_a_link_to_an_entity_opens_with_it(browser, opened, written, graph):
    page = opened(written("whole", graph, Part()))
    page.tab.goto(page.tab.url.partition("#")[0] + "#haccp")
    page.tab.reload()
    page.until("Boolean(document.querySelector('#details h2'))")
    assert page.details().startswith("HACCP certification")


def test_hostile_names_are_read_not_run(browser, opened, written):
    page = opened(written("hostile", hostile(), Part(), title=HOSTILE["bold"]))
    assert page.shown() == set(HOSTILE)
    assert page.tab.locator("h1").inner_text() == HOSTILE["bold"]
    for key in HOSTILE:
        page.tab.evaluate("(key) => { cy.getElementById(key).emit('tap'); }", key)
        page.tab.fill("#search", HOSTILE[key][:20])
    page.tab.evaluate("() => { cy.getElementById('script').emit('tap'); }")
    assert page.tab.locator("#details h2").inner_text() == " ".join(HOSTILE["script"].split())
    page.tab.get_by_role("button", name="Table", exact=True).click()
    assert page.tab.locator("#table table").first.locator("tbody tr").count() == len(HOSTILE)
    assert page.tab.evaluate("window.ran") is None
    assert page.tab.locator("img, b, i, iframe").count() == 0
    assert page.tab.locator("script").count() == 3
    assert page.complaints == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="module")
def shipped() -> OxigraphGraph:
    """All records, too many for a picture in which each has a mark."""
    return kg.load().engine


def test_a_large_graph_has_a_mark_a_class_which_a_click_opens(browser, opened, written, shipped):
    page = opened(written("large", shipped, Part()))
    kinds = Counter(said["kind"] for _, said in project(shipped).nodes(data=True))
    shown = page.shown()
    assert len(shown) == len(kinds) and not shown & set(project(shipped))
    label = f"reform ({kinds['reform']})"
    reforms = page.tab.evaluate("(label) => cy.nodes().filter((node) => node.data('text') === label)[0].id()", label)
    page.tab.mouse.click(*page.at(reforms))
    opened_up = page.shown()
    assert reforms not in opened_up and len(opened_up) == len(kinds) - 1 + kinds["reform"]
    assert "ccc-reform-2021" in opened_up
    page.tab.locator("#search").fill("haccp")
    page.tab.keyboard.press("Enter")
    assert "haccp" in page.shown()
    page.tab.locator("#fold").click()
    assert page.shown() == shown
    assert page.complaints == []


def test_a_class_of_a_large_graph_opens_by_keyboard(browser, opened, written, shipped):
    page = opened(written("large", shipped, Part()))
    before = page.shown()
    page.tab.locator("#graph").focus()
    page.tab.keyboard.press("ArrowRight")
    page.settled()
    page.tab.keyboard.press("Enter")
    assert len(page.shown()) > len(before)


def test_the_table_of_a_large_graph_has_what_no_mark_shows(browser, opened, written, shipped):
    page = opened(written("large", shipped, Part()))
    page.tab.locator("#as-table").click()
    rows = page.tab.locator("#table table").first.locator("tbody tr")
    assert rows.count() == len(project(shipped))
