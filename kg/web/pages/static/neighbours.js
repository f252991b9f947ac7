"use strict";
// Draws what is near a thing, and walks on: a click, or Enter, on a neighbour shows what is near that one too. All it
// shows is put on the page as text. Without it the list below the picture says the same.
(() => {
  const _ = window.certregText;
  const section = document.querySelector(".near");
  if (!section || !window.cytoscape) return;
  section.hidden = false;
  const MOST = 500; // nodes; more would be neither smooth nor legible
  const CROWDED = 40; // with more neighbours than these, those of one group are one mark, which opens
  const FEW = 4; // of a group with fewer, each has its own
  const MANY = 60; // from here on labels are left out where they would be too small to read
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const first = JSON.parse(section.querySelector(".data").textContent);

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  const stage = make("div", {
    class: "stage", tabindex: "0", role: "application", keydown: steer,
    "aria-label": _("Picture of what is near. Arrow keys go from one to the next, Enter walks on, plus and minus zoom."),
  });
  const now = make("p", { class: "now", role: "status" });
  const legend = make("ul", { class: "legend" });
  const button = (label, text, click) => make("button", { type: "button", "aria-label": label, title: label, click }, text);
  const zooms = make("div", { class: "zooms" },
    button(_("Nearer"), "+", () => zoom(1.3)), button(_("Farther"), "−", () => zoom(1 / 1.3)), button(_("All of it"), "⤢", fit));
  section.querySelector(".as-list").before(make("div", { class: "picture" }, stage, zooms), now, legend);

  const cy = cytoscape({ container: stage, userZoomingEnabled: false, boxSelectionEnabled: false, autounselectify: true });
  window.cy = cy; // for whoever looks at it from the console, tests among them
  const [across, up] = stage.clientWidth < 500 ? [0.7, 1.3] : [1.5, 1]; // as wide as there is room
  let chosen = first.center;
  const walked = new Set();
  const compare = new Intl.Collator("en").compare;

  function styled() {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const [ink, paper, soft] = [colour("--ink"), colour("--paper"), colour("--soft")];
    cy.style([
      { selector: "node", style: {
        "background-color": "data(colour)", shape: "data(shape)", width: 22, height: 22, "border-width": 1, "border-color": soft,
        label: "data(label)", color: ink, "font-size": 11, "text-wrap": "wrap", "text-max-width": 120, "text-valign": "bottom",
        "text-margin-y": 3, "text-background-color": paper, "text-background-opacity": 0.75, "text-background-padding": 1,
        "min-zoomed-font-size": cy.nodes().length > MANY ? 8 : 5 } },
      { selector: "node[id = " + JSON.stringify(first.center) + "]", style: { width: 34, height: 34 } },
      { selector: "node[?folder]", style: { width: 38, height: 38, "border-width": 5, "border-style": "double", "border-color": ink } },
      { selector: "node.folded", style: { display: "none" } },
      { selector: "edge", style: {
        width: 1.2, "line-color": first.lines.stated, "target-arrow-color": first.lines.stated, "target-arrow-shape": "triangle",
        "arrow-scale": 0.8, "curve-style": "straight" } },
      { selector: "edge[?derived]", style: {
        "line-color": first.lines.derived, "target-arrow-color": first.lines.derived, "line-style": "dashed" } },
      { selector: "edge.told", style: {
        label: "data(label)", color: ink, "font-size": 10, "text-wrap": "wrap", "text-max-width": 100, width: 2.2,
        "text-background-color": paper, "text-background-opacity": 0.9 } },
      { selector: "node.chosen", style: { "border-width": 4, "border-color": ink, "font-weight": "bold", "z-index": 9 } },
    ]);
  }

  function put(node, base, position) {
    cy.add({ data: { ...node, href: node.href && new URL(node.href, base).href }, position: { ...position } });
  }

  /** Put what is new around the one it was found by, on the side away from the middle. */
  function add(near, base) {
    const fresh = near.nodes.filter((node) => cy.getElementById(node.id).empty());
    const room = MOST - cy.nodes().length;
    const kept = fresh.slice(0, room).sort((a, b) => compare(a.group, b.group) || compare(a.kind, b.kind));
    const item = cy.getElementById(near.center);
    const middle = item.nonempty() ? { ...item.position() } : { x: 0, y: 0 };
    const outward = item.nonempty() && near.center !== first.center ? Math.atan2(middle.y, middle.x) : null;
    cy.batch(() => {
      for (const node of kept) if (node.id === near.center) put(node, base, middle);
      const others = folded(kept.filter((node) => node.id !== near.center), near.center);
      let ring = 0, place = 0, holds = 0;
      others.forEach((node, count) => {
        if (place === holds) {
          ring += 1;
          place = 0;
          holds = Math.min(others.length - count, Math.round((10 + 8 * ring) * (outward === null ? 1 : 0.6)));
        }
        const spread = outward === null ? 2 * Math.PI : Math.min(1.2 * Math.PI, 0.45 * holds);
        const angle = (outward === null ? -Math.PI / 2 : outward - spread / 2) + (spread * (place + 0.5)) / holds;
        const reach = 60 + 130 * ring + (place % 2) * 50; // neighbours on two circles: room for their names
        const position = { x: middle.x + across * reach * Math.cos(angle), y: middle.y + up * reach * Math.sin(angle) };
        put(node, base, position);
        for (const member of node.members ?? []) {
          put({ ...member, within: node.id }, base, position);
          cy.getElementById(member.id).addClass("folded");
        }
        if (node.folder) cy.add({ data: { id: `to ${node.id}`, source: near.center, target: node.id, label: "" } });
        place += 1;
      });
      for (const edge of near.edges) {
        const id = JSON.stringify([edge.source, edge.target]);
        const ends = [edge.source, edge.target].every((end) => cy.getElementById(end).nonempty());
        if (ends && cy.getElementById(id).empty()) cy.add({ data: { ...edge, id } });
      }
    });
    walked.add(near.center);
    explain();
    return fresh.length - kept.length + near.left_out;
  }

  /** Many neighbours: a folder for each group that has several. */
  function folded(others, center) {
    if (center !== first.center || others.length <= CROWDED) return others;
    const groups = new Map();
    for (const node of others) groups.set(node.group, [...(groups.get(node.group) ?? []), node]);
    return [...groups].flatMap(([group, members]) => {
      if (members.length < FEW) return members;
      const { colour, shape } = members[0];
      return [{ id: `group ${group}`, label: `${group} (${members.length})`, kind: group, group, colour, shape, folder: true, members }];
    });
  }

  /** Show the members of a folder in its place, away from the middle. */
  function unfold(id) {
    const folder = cy.getElementById(id);
    const members = cy.nodes(".folded").filter((node) => node.data("within") === id);
    const { x, y } = folder.position();
    const outward = Math.atan2(y, x);
    cy.batch(() => {
      folder.remove();
      let ring = 0, place = 0, holds = 0;
      members.forEach((node, count) => {
        if (place === holds) {
          ring += 1;
          place = 0;
          holds = Math.min(members.length - count, 4 + 3 * ring);
        }
        const spread = Math.min(Math.PI, 0.5 * holds);
        const angle = outward - spread / 2 + (spread * (place + 0.5)) / holds;
        const reach = 110 * ring + (place % 2) * 45;
        node.position({ x: x + across * reach * Math.cos(angle), y: y + up * reach * Math.sin(angle) });
        node.removeClass("folded");
        place += 1;
      });
    });
    choose(members[0].id());
    glide({ fit: { eles: members.union(cy.getElementById(first.center)), padding: 60 } });
  }

  function explain() {
    const groups = new Map(cy.nodes().map((node) => [node.data("group"), node.data("colour")]));
    legend.replaceChildren(...[...groups].sort().map(([group, colour]) => {
      const dot = make("span", { class: "dot", "aria-hidden": "true" });
      dot.style.backgroundColor = colour;
      return make("li", {}, dot, group);
    }));
    styled();
  }

  function choose(id, more = "") {
    const item = cy.getElementById(id);
    if (item.empty()) return;
    chosen = id;
    cy.batch(() => {
      cy.elements().removeClass("chosen told");
      item.addClass("chosen");
      if (item.degree() <= 30) item.connectedEdges().addClass("told");
    });
    const { label, kind, href } = item.data();
    const opened = href && href !== location.href ? [" ", make("a", { href }, _("open its page"))] : [];
    if (item.data("folder")) {
      now.replaceChildren(make("strong", {}, label), ". ", _("A click or Enter opens this group."));
    } else now.replaceChildren(make("strong", {}, label), `, ${kind}.`, ...opened, more ? ` ${more}` : "");
    const { x, y } = item.renderedPosition();
    if (x < 30 || y < 30 || x > cy.width() - 30 || y > cy.height() - 50) glide({ center: { eles: item } });
  }

  /** Show what is near a neighbour too. */
  async function walk(id) {
    if (cy.getElementById(id).data("folder")) {
      unfold(id);
      return;
    }
    choose(id);
    if (walked.has(id)) return;
    if (location.protocol === "file:") { // a browser lets no file read another
      choose(id, _("Its page shows what is near it."));
      return;
    }
    const address = new URL(cy.getElementById(id).data("href") ?? "", location.href);
    address.pathname = address.pathname.replace(/\.html$/, "") + ".neighbours.json";
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const left = add(await answer.json(), address);
      choose(id, left ? _("{number} more of its neighbours are on its own page.", left) : "");
      glide({ fit: { eles: cy.getElementById(id).closedNeighborhood(), padding: 60 } });
    } catch {
      choose(id, _("Its neighbourhood could not be loaded; its page shows it."));
    }
  }

  const glide = (to) => cy.animate({ ...to, duration: still.matches ? 0 : 250 });
  function zoom(times) {
    cy.stop();
    cy.zoom({ level: cy.zoom() * times, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }
  function fit() { cy.stop(); cy.fit(cy.nodes(":visible"), 40); if (cy.zoom() > 1.3) { cy.zoom(1.3); cy.center(cy.nodes(":visible")); } }

  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  function steer(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) step(way);
    else if (event.key === "Enter") walk(chosen);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  }
  /** To the nearest node in a direction. */
  function step([across, down]) {
    const from = cy.getElementById(chosen).position();
    let best = null;
    cy.nodes().forEach((item) => {
      const x = item.position("x") - from.x, y = item.position("y") - from.y;
      const along = x * across + y * down, aside = Math.abs(x * down + y * across);
      if (item.id() !== chosen && item.visible() && along > 0 && aside <= 2 * along && (!best || along + 2 * aside < best[0])) best = [along + 2 * aside, item.id()];
    });
    if (best) choose(best[1]);
  }

  cy.on("tap", "node", (event) => walk(event.target.id()));
  cy.on("mouseover", "node", () => { stage.style.cursor = "pointer"; });
  cy.on("mouseout", "node", () => { stage.style.cursor = ""; });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", styled);
  new ResizeObserver(() => { cy.resize(); fit(); }).observe(stage);

  add(first, location.href);
  fit();
  const notes = [];
  if (cy.nodes("[?folder]").nonempty()) notes.push(_("Its neighbours are grouped by kind; a click or Enter opens a group."));
  if (first.left_out) notes.push(_("{number} more neighbours are not drawn.", first.left_out));
  choose(first.center, notes.join(" "));
})();
