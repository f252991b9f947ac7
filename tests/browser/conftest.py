"""A real browser, and pages in it that were opened from a file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import Server, serving

from kg.picture import picture
from kg.picture.page import LIBRARY
from kg.store.oxigraph import OxigraphGraph

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install '.[test-browser]'")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no program chromium: tests/browser/install.sh installs it")
    if not LIBRARY.is_file():
        pytest.skip("no script for the page: npm could not be reached when certreg was installed")
    with sync_api.sync_playwright() as player:
        found = player.chromium.launch(executable_path=program, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def graph(report_graph: OxigraphGraph) -> OxigraphGraph:
    """The graph of the report, small enough to see every mark, in the place of the whole one."""
    return report_graph


class Opened:
    """A page in the browser, with what it asked for and what it complained of since it was opened."""

    def __init__(self, browser, path: Path, **options: object) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        self.context.set_default_timeout(300_000)  # a machine at work may be slow
        self.context.set_offline(True)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.tab = self.context.new_page()
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.tab.goto(path.as_uri())
        self.until("Boolean(window.cy) && cy.nodes().length > 0")

    def shown(self) -> set[str]:
        """The keys of the marks that can be seen."""
        self.settled()
        return set(self.tab.evaluate("cy.nodes(':visible').map((node) => node.id())"))

    def lines(self) -> int:
        """How many lines can be seen."""
        self.settled()
        return self.tab.evaluate("cy.edges(':visible').length")

    def at(self, key: str) -> tuple[float, float]:
        """Where on the screen a mark is."""
        box = self.tab.locator("#graph").bounding_box()
        x, y = self.tab.evaluate("(key) => Object.values(cy.getElementById(key).renderedPosition())", key)
        return box["x"] + x, box["y"] + y

    def until(self, true: str) -> None:
        """Wait until an expression is true; Playwright's own way is forbidden by the page's content policy."""
        for _ in range(2000):
            if self.tab.evaluate(true):
                return
            self.tab.wait_for_timeout(50)
        raise AssertionError(f"never true: {true}")

    def settled(self) -> None:
        """Wait until the picture neither moves nor changes its labels."""
        self.until("!cy.animated()")
        self.tab.wait_for_timeout(350)

    def details(self) -> str:
        return self.tab.locator("#details").inner_text()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the page of a graph's part; the same file for the same name."""
    folder = tmp_path_factory.mktemp("pages")

    def write(name: str, graph, part, **options: object) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_bytes(picture(graph, part, form="html", **options))
        return path

    return write


@pytest.fixture
def opened(browser) -> Iterator[Callable[..., Opened]]:
    """Open a page; it is closed after the test."""
    found: list[Opened] = []

    def do(path: Path, **options: object) -> Opened:
        found.append(Opened(browser, path, **options))
        return found[-1]

    yield do
    for page in found:
        page.context.close()


@pytest.fixture(scope="module")
def server(own_cache: Path) -> Iterator[Server]:
    with serving() as running:
        yield running
