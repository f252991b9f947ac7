"""Pages about things in a real browser: what is near is walked, by hand and by key; search; pages in files."""

from __future__ import annotations

import re

import pytest
from support import trig
from tabs import tab

from kg.picture.page import LIBRARY
from kg.web import folder

pytestmark = pytest.mark.chromium

COUNT = 520
CROWD = (
    "GRAPH source:log-1900 { id:hub a cr:Platform ; rdfs:label 'Hub'@en . "
    + " ".join(f"id:spoke-{n} a cr:Initiative ; rdfs:label 'Spoke {n}'@en ; cr:partOf id:hub ." for n in range(COUNT))
    + " } GRAPH <https://w3id.org/certreg/ns> { cr:Platform cr:nodeGroup 'platform' . "
    + "cr:Initiative cr:nodeGroup 'initiative' . cr:partOf rdfs:label 'part of'@en }"
)


@pytest.fixture(autouse=True, scope="module")
def with_library() -> None:
    if not LIBRARY.is_file():
        pytest.skip("npm could not be reached when certreg was installed")


def drawn(page) -> set[str]:
    """The things in the picture, also those of a group that is folded."""
    return set(page.evaluate("cy.nodes('[!folder]').map((node) => node.id())"))


def until(page, true: str) -> None:
    """Playwright's own way of waiting is forbidden by the content policy."""
    for _ in range(2000):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {true}")


def press_on(page, key: str) -> None:
    page.locator(".stage").scroll_into_view_if_needed()
    until(page, "!cy.animated()")
    before, now = None, place(page, key)
    while before != now:  # the picture is fitted once more when its place on the page is known
        page.wait_for_timeout(100)
        before, now = now, place(page, key)
    page.mouse.click(*now)


def place(page, key: str) -> tuple[float, float]:
    """Where on the screen a thing is drawn."""
    box = page.locator(".stage").bounding_box()
    x, y = page.evaluate("(key) => Object.values(cy.getElementById(key).renderedPosition())", key)
    return box["x"] + x, box["y"] + y


def test_a_click_walks_on_to_a_neighbour(browser, server):
    with tab(browser, server) as opened:
        page = opened.page
        opened.open("/id/ansi")
        before = drawn(page)
        assert {"ansi", "cnca"} <= before
        assert "organic-product" not in before
        press_on(page, "cnca")
        until(page, "cy.getElementById('organic-product').nonempty()")
        assert before < drawn(page)
        assert page.locator(".now").inner_text().startswith("Certification and Accreditation Administration of China")
        page.locator(".now a").click()
        page.wait_for_url(re.compile("/id/cnca$"))


def test_the_keyboard_walks_too(browser, server):
    with tab(browser, server) as opened:
        page = opened.page
        opened.open("/id/mfds")
        before = drawn(page)
        page.locator(".stage").focus()
        reported = page.locator(".now").inner_text()
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
            page.keyboard.press(key)
            if page.locator(".now").inner_text() != reported:
                break
        assert page.locator(".now").inner_text() != reported
        page.keyboard.press("Enter")
        until(page, f"cy.nodes().length > {len(before)}")
        until(page, "!cy.animated() && cy.nodes(':animated').empty()")
        zoom = page.evaluate("cy.zoom()")
        page.keyboard.press("+")
        assert page.evaluate("cy.zoom()") > zoom


def test_the_list_below_the_picture_says_the_same(browser, server):
    with tab(browser, server) as opened:
        opened.open("/id/ccc")
        listed = opened.page.locator(".as-list li a").count()
        assert listed == len(drawn(opened.page)) - 1


def test_suggestions_go_by_keyboard(browser, server):
    with tab(browser, server) as opened:
        page = opened.page
        opened.open("/dataset")
        box = page.get_by_role("combobox", name="Search")
        box.press_sequentially("renjianwei", delay=20)
        page.get_by_role("option").first.wait_for()
        assert box.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        active = box.get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
        assert "国家认监委" in page.locator(f"#{active}").inner_text()
        page.keyboard.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        box.fill("CNKA")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/id/cnca$"))


def test_enter_without_a_choice_searches(browser, server):
    with tab(browser, server) as opened:
        page = opened.page
        opened.open("/")
        page.get_by_role("combobox", name="Search").fill("认证")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/search"))
        names = page.locator("ol.hits li").all_inner_texts()
        assert len(names) > 3
        assert all("认证" in name for name in names[:3]), names[:3]


def test_a_term_of_the_ontology_is_where_its_address_leads(browser, server):
    with tab(browser, server) as opened:
        opened.open("/ns#administers")
        assert opened.page.locator(":target h3").inner_text().startswith("administers")
        until(opened.page, "Math.abs(document.querySelector('#administers').getBoundingClientRect().top) < 600")


def test_pages_that_are_files_are_searched_and_walked(browser, report_site):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((report_site / "index.html").as_uri())
    page.get_by_role("combobox", name="Search").press_sequentially("CNKA", delay=20)
    page.get_by_role("option").first.filter(has_text="Certification and Accreditation Administration").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/id/cnca.html$"))
    assert {"cnca", "mfds"} <= drawn(page)
    if page.evaluate("cy.getElementById('mfds').hasClass('folded')"):
        press_on(page, page.evaluate("cy.getElementById('mfds').data('within')"))
    press_on(page, "mfds")
    page.locator(".now a").click()
    page.wait_for_url(re.compile("/id/mfds.html$"))
    page.get_by_role("combobox", name="Search").fill("guojia renjianwei")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("search.html"))
    page.locator("ol.hits a").first.wait_for()
    assert page.locator("ol.hits li").first.inner_text().startswith("Certification and Accreditation Administration")
    assert complaints == []
    context.close()


def test_500_neighbours_are_drawn_and_the_others_counted(browser, tmp_path):
    folder.write(trig(CROWD), tmp_path / "public", "https://example.org/")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto((tmp_path / "public" / "id" / "hub.html").as_uri())
    assert page.evaluate("cy.nodes('[!folder]').length") == 500
    assert page.evaluate("cy.nodes(':visible').map((node) => node.data('label'))") == ["Hub", "initiative (499)"]
    assert page.locator(".as-list summary").inner_text().startswith("The same as a list: 499 neighbours of 520")
    assert "21 more neighbours are not drawn" in page.locator(".now").inner_text()
    assert "a click or Enter opens a group" in page.locator(".now").inner_text()
    press_on(page, "group initiative")
    assert page.evaluate("cy.nodes(':visible').length") == 500
    places = page.evaluate("new Set(cy.nodes('[!folder]').map((node) => JSON.stringify(node.position()))).size")
    assert places == 500
    context.close()
