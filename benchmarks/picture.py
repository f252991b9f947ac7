"""How long a layout of 5,000 nodes takes, and how many frames a second the page draws while it is dragged.

    python benchmarks/picture.py               both; the second needs Playwright and the program chromium
    python benchmarks/picture.py --nodes 3000  the page with another number of nodes

The graph is a made-up one (preferential attachment, two links a node), the same in every run.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from kg.network.palette import LOOKS
from kg.picture.content import Content, Link, Node
from kg.picture.layouts.force import force
from kg.picture.page import page
from kg.picture.save import style
from kg.records import assemble

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 4
BEST = "(() => { const at = cy.nodes().max((node) => node.degree()).ele.renderedPosition(); return [at.x, at.y]; })()"
WHERE = "JSON.stringify([cy.pan(), cy.nodes().max((node) => node.degree()).ele.position()])"
#: Each time the picture has been drawn anew.
START = "() => { window.drawn = []; window.note = () => window.drawn.push(performance.now()); cy.on('render', note); }"
STOP = "() => { cy.off('render', note); return window.drawn; }"


def made_up(count: int) -> Content:
    """A graph in which few nodes have many links and many have few, as in registers."""
    chance = random.Random(7)
    ends = [0, 1]
    pairs = {(0, 1)}
    for new in range(2, count):
        for old in {chance.choice(ends), chance.choice(ends)}:
            pairs.add((old, new))
            ends += [old, new]
    degrees = [0] * count
    for one, other in pairs:
        degrees[one] += 1
        degrees[other] += 1
    groups = list(LOOKS)
    nodes = tuple(
        Node(f"body-{n:05}", f"Certification body number {n}", groups[n % 12], groups[n % 12], degrees[n], f"urn:x:{n}")
        for n in range(count)
    )
    links = tuple(Link(nodes[one].key, nodes[other].key, ("part of",)) for one, other in sorted(pairs))
    return Content(f"{count:,} bodies", nodes, links)


def frames(path: Path) -> dict[str, tuple[float, float]]:
    """What is dragged -> (frames a second, the longest frame in milliseconds), measured by the browser's own clock."""
    from playwright.sync_api import sync_playwright

    found: dict[str, tuple[float, float]] = {}
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        tab = browser.new_page(viewport={"width": 1440, "height": 860})
        tab.goto(path.as_uri())
        tab.wait_for_timeout(2000)
        box = tab.locator("#graph").bounding_box()
        assert box is not None
        for what, (x, y) in {"the view": (20.0, 20.0), "the best linked node": tab.evaluate(BEST)}.items():
            before = tab.evaluate(WHERE)
            tab.mouse.move(box["x"] + x, box["y"] + y)
            tab.mouse.down()
            tab.evaluate(START)
            end = time.monotonic() + SECONDS
            step = 0
            while time.monotonic() < end:
                step += 1
                tab.mouse.move(box["x"] + x + (step * 7) % 400, box["y"] + y + (step * 5) % 300)
            times = tab.evaluate(STOP)
            tab.mouse.up()
            assert tab.evaluate(WHERE) != before, "nothing was dragged"
            gaps = [later - earlier for earlier, later in pairwise(times)]
            found[what] = (len(gaps) * 1000 / (times[-1] - times[0]), max(gaps))
            tab.wait_for_timeout(1000)
        browser.close()
    return found


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--nodes", type=int, default=3000, help="nodes of the page")
    count = arguments.parse_args().nodes
    with style():
        large = made_up(5000)
        start = time.perf_counter()
        force(large)
        seconds = time.perf_counter() - start
        print(f"layout of 5,000 nodes and {len(large.links):,} links: {seconds:.1f} s (goal: under 20 s)")
        content = made_up(count)
        written = page(assemble.assemble(), content, force(content))
    if shutil.which("chromium") is None:
        print("no program chromium: the page is not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.html"
        path.write_bytes(written)
        for what, (rate, longest) in frames(path).items():
            told = f"{rate:.0f} frames a second (goal: 30), longest {longest:.0f} ms"
            print(f"page of {count:,} nodes, dragging {what}: {told}")


if __name__ == "__main__":
    main()
