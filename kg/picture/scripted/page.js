"use strict";
// Shows the graph that stands in #data. Every text of it is put on the page with textContent, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const known = new Map(data.nodes.map((node) => [node.id, node]));
  const looks = new Map(data.groups.map((group) => [group.id, group]));
  const MANY = 450; // above this, labels are shown where there is room, and more of them the nearer one looks
  const CROWD = 1500; // above this, lines are drawn as plainly as can be
  const many = data.nodes.length > MANY;
  const crowd = data.nodes.length + data.links.length > CROWD;
  const LAID_OUT = 8; // the size of letters that the layout has room for
  const READABLE = 11; // the size on the screen below which none is read

  /** An element with attributes (functions are listeners) and children (texts stay texts). */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }
  const said = (key, count) => words[key].replace("{count}", count.toLocaleString(data.lang));
  const compare = new Intl.Collator(data.lang, { numeric: true }).compare;

  // --- marks of the legend -----------------------------------------------------------------------------------------
  const ring = (count, turn, inner) =>
    Array.from({ length: inner ? count * 2 : count }, (_, place) => {
      const angle = Math.PI * (turn + (2 * place) / (inner ? count * 2 : count));
      const reach = inner && place % 2 ? inner : 1;
      return [reach * Math.cos(angle), -reach * Math.sin(angle)];
    });
  const OUTLINES = {
    octagon: ring(8, 0.125), hexagon: ring(6, 0), pentagon: ring(5, 0.5), star: ring(5, 0.5, 0.45),
    rectangle: [[-1, -0.75], [1, -0.75], [1, 0.75], [-1, 0.75]], diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
    triangle: [[0, -0.95], [1, 0.8], [-1, 0.8]], rhomboid: [[-1, -0.7], [0.4, -0.7], [1, 0.7], [-0.4, 0.7]],
    tag: [[-1, -0.7], [0.4, -0.7], [1, 0], [0.4, 0.7], [-1, 0.7]],
  };
  function mark(group) {
    const SVG = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(SVG, "svg");
    const look = looks.get(group);
    let shape;
    if (OUTLINES[look.shape]) {
      shape = document.createElementNS(SVG, "polygon");
      shape.setAttribute("points", OUTLINES[look.shape].map((point) => point.join(",")).join(" "));
    } else if (look.shape === "ellipse") {
      shape = document.createElementNS(SVG, "circle");
      shape.setAttribute("r", "0.9");
    } else {
      shape = document.createElementNS(SVG, "rect");
      const barrel = look.shape === "barrel";
      for (const [name, value] of Object.entries({
        x: barrel ? -0.8 : -1, y: barrel ? -0.95 : -0.75, width: barrel ? 1.6 : 2, height: barrel ? 1.9 : 1.5,
        rx: barrel ? 0.8 : 0.4, ry: barrel ? 0.35 : 0.4,
      })) shape.setAttribute(name, value);
    }
    shape.setAttribute("fill", look.color);
    shape.setAttribute("stroke", "#1a1a1a");
    shape.setAttribute("stroke-width", "0.12");
    drawing.setAttribute("viewBox", "-1.15 -1.15 2.3 2.3");
    drawing.setAttribute("class", "mark");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(shape);
    return drawing;
  }

  // --- what is shown: filters --------------------------------------------------------------------------------------
  const kinds = new Map();
  for (const node of data.nodes) {
    const kind = kinds.get(node.kind) ?? { group: node.group, count: 0, shown: true, open: !many, folder: `class ${kinds.size}` };
    kind.count += 1;
    kinds.set(node.kind, kind);
  }
  const relations = new Map();
  for (const link of data.links)
    for (const label of link.labels) {
      const relation = relations.get(label) ?? { count: 0, shown: true };
      relation.count += 1;
      relations.set(label, relation);
    }
  const visible = (node) => kinds.get(node.kind).shown;

  // --- large graphs: a mark for each class, in a ring, which a click opens --------------------------------------------
  const folders = [];
  const wrapped = (text) => text.match(/.{1,17}(?:\s|$)|\S+/g).map((line) => line.trim());
  if (many) {
    const middle = (of) => (Math.min(...data.nodes.map(of)) + Math.max(...data.nodes.map(of))) / 2;
    const [x, y] = [middle((node) => node.x), middle((node) => node.y)];
    const reach = 1.15 * Math.max(...data.nodes.map((node) => Math.hypot(node.x - x, node.y - y)));
    const places = data.groups.map((group) => group.id);
    const inOrder = [...kinds].sort((a, b) => places.indexOf(a[1].group) - places.indexOf(b[1].group) || compare(a[0], b[0]));
    for (const [place, [kind, { group, count, folder }]] of inOrder.entries()) {
      const angle = (2 * Math.PI * place) / inOrder.length;
      const label = `${kind} (${count.toLocaleString(data.lang)})`;
      folders.push({
        id: folder, label, lines: wrapped(label), kind, group, names: "", about: "", iri: "", said: [], folder: true,
        side: Math.abs(Math.cos(angle)) < 0.3 ? "below" : Math.cos(angle) > 0 ? "right" : "left",
        x: x + reach * Math.cos(angle), y: y + 1.25 * reach * Math.sin(angle), r: (reach / 40) * (1 + Math.sqrt(count) / 12),
      });
    }
    for (const folder of folders) known.set(folder.id, folder);
  }
  const opened = (node) => kinds.get(node.kind).open;

  function boxes(title, id, entries, before) {
    const list = make("ul");
    const inputs = [];
    for (const [label, state] of entries) {
      const input = make("input", {
        type: "checkbox",
        change: () => { state.shown = input.checked; refilter(); },
      });
      input.checked = true;
      inputs.push([input, state]);
      const count = make("span", { class: "count" }, state.count.toLocaleString(data.lang));
      list.append(make("li", {}, make("label", {}, input, before ? before(state) : null, make("span", {}, label), count)));
    }
    const every = (shown) => () => {
      for (const [input, state] of inputs) input.checked = state.shown = shown;
      refilter();
    };
    return make(
      "fieldset", { id }, make("legend", {}, title),
      make("p", { class: "every" },
        make("button", { type: "button", click: every(true) }, words.all),
        make("button", { type: "button", click: every(false) }, words.none)),
      list,
    );
  }

  // --- the page ----------------------------------------------------------------------------------------------------
  const order = data.groups.map((group) => group.id);
  const byGroup = [...kinds].sort((a, b) => order.indexOf(a[1].group) - order.indexOf(b[1].group) || compare(a[0], b[0]));
  const search = make("input", { type: "search", id: "search", autocomplete: "off", placeholder: words.search_hint, input: find });
  const found = make("p", { id: "found", role: "status" });
  const results = make("ul", { id: "results" });
  const stageBox = make("div", {
    id: "graph", tabindex: "0", role: "application", "aria-label": words.graph_hint, "aria-describedby": "now", keydown: steer,
  });
  const now = make("p", { id: "now", class: "unseen", "aria-live": "polite" });
  const table = make("div", { id: "table", hidden: true, tabindex: "0", role: "region", "aria-label": words.table });
  const details = make("aside", { id: "details", tabindex: "-1", "aria-label": words.details });
  const keys = make("dialog", { id: "keys", "aria-label": words.keys });
  const tableButton = make("button", { type: "button", id: "as-table", "aria-pressed": "false", click: toggleTable }, words.table);
  const legend = make("ul", { id: "legend", "aria-label": words.legend },
    ...data.groups.map((group) => make("li", {}, mark(group.id), group.label)));
  if (data.links.some((link) => link.d)) legend.append(make("li", {}, make("span", { class: "dashed" }), words.derived));
  const counts = make("p", { id: "counts" });
  keys.append(
    make("h2", {}, words.keys),
    make("dl", {}, ...words.keys_help.split("|").flatMap((line) => {
      const [key, use] = line.split("=");
      return [make("dt", {}, make("kbd", {}, key)), make("dd", {}, use)];
    })),
    make("button", { type: "button", click: () => keys.close() }, words.close),
  );
  document.body.append(
    make("header", {},
      make("h1", {}, data.title), counts,
      make("div", { class: "tools" },
        tableButton,
        many ? make("button", { type: "button", id: "fold", click: () => fold() }, words.fold) : null,
        make("button", { type: "button", id: "fit", click: () => fit() }, words.fit),
        make("button", { type: "button", id: "nearer", "aria-label": words.nearer, click: () => zoom(1.4) }, "+"),
        make("button", { type: "button", id: "farther", "aria-label": words.farther, click: () => zoom(1 / 1.4) }, "−"),
        make("button", { type: "button", id: "show-keys", click: () => keys.showModal() }, words.keys))),
    make("main", {},
      make("nav", { "aria-label": words.search },
        make("label", { for: "search" }, words.search), search, found, results,
        boxes(words.classes, "classes", byGroup, (state) => mark(state.group)),
        boxes(words.relations, "relations", [...relations].sort((a, b) => compare(a[0], b[0])))),
      make("section", { id: "stage" }, stageBox, make("canvas", { id: "printed", "aria-hidden": "true" }), table, legend, now),
      details),
    keys,
  );

  // --- the picture -------------------------------------------------------------------------------------------------
  const FONT = '"DejaVu Sans", Verdana, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", Arial, sans-serif';
  const SIDES = {
    below: { "text-valign": "bottom", "text-halign": "center", "text-margin-y": 2.5 },
    right: { "text-valign": "center", "text-halign": "right", "text-margin-x": 2.5, "text-justification": "left" },
    left: { "text-valign": "center", "text-halign": "left", "text-margin-x": -2.5, "text-justification": "right" },
  };
  const cy = cytoscape({
    container: stageBox,
    elements: {
      nodes: [...folders, ...data.nodes].map((node) => ({
        data: { id: node.id, text: node.lines.join("\n"), size: 2 * node.r, group: node.group, side: node.side },
        position: { x: node.x, y: node.y },
      })),
      edges: data.links.map((link, place) => ({
        data: { id: `link ${place}`, source: link.s, target: link.t, names: link.labels.join(", "), labels: link.labels },
        classes: [link.d ? "derived" : "", link.m ? "mutual" : ""],
      })),
    },
    layout: { name: "preset" },
    minZoom: 0.02,
    maxZoom: 10,
    boxSelectionEnabled: false,
    selectionType: "single",
    autounselectify: true,
    hideEdgesOnViewport: crowd,
    textureOnViewport: crowd,
    pixelRatio: crowd ? 1 : "auto",
    style: [
      {
        selector: "node",
        style: {
          width: "data(size)", height: "data(size)", "border-width": 0.6, "border-color": "#1a1a1a",
          label: "data(text)", "font-size": 8, "font-family": FONT, color: "#1a1a1a", "text-wrap": "wrap",
          "text-max-width": 1e6, "line-height": 1.2, "text-background-color": "#ffffff",
          "text-background-opacity": 0.78, "overlay-opacity": 0,
        },
      },
      ...data.groups.map((group) => ({
        selector: `node[group = ${JSON.stringify(group.id)}]`,
        style: { shape: group.shape, "background-color": group.color },
      })),
      ...Object.entries(SIDES).map(([side, style]) => ({ selector: `node[side = "${side}"]`, style })),
      {
        selector: "edge",
        style: {
          width: crowd ? 0.5 : 0.9, "line-color": data.lines.stated, "curve-style": crowd ? "haystack" : "bezier",
          "target-arrow-shape": crowd ? "none" : "triangle", "target-arrow-color": data.lines.stated, "arrow-scale": 0.55,
          "line-opacity": crowd ? 0.5 : 1, "overlay-opacity": 0,
        },
      },
      {
        selector: "edge.derived",
        style: { "line-color": data.lines.derived, "target-arrow-color": data.lines.derived, "line-style": "dashed", "line-dash-pattern": [4, 2.5] },
      },
      {
        selector: "edge.mutual",
        style: { "source-arrow-shape": crowd ? "none" : "triangle", "source-arrow-color": data.lines.derived },
      },
      { selector: "node.asked", style: { "border-width": 2.6, "border-position": "outside" } },
      { selector: "edge.sum", style: { width: "data(width)", "target-arrow-shape": "none", "line-opacity": 0.45 } },
      { selector: ".gone, .folded", style: { display: "none" } },
      { selector: ".faded", style: { opacity: 0.15 } },
      { selector: "node.hit", style: { "border-width": 1.8, "border-color": "#c2185b", "border-position": "outside" } },
      {
        selector: "edge.near",
        style: {
          width: 1.4, label: "data(names)", "font-size": 6.5, "font-family": FONT, color: "#333333",
          "text-background-color": "#ffffff", "text-background-opacity": 0.9, "z-index": 5, "line-opacity": 1,
        },
      },
      { selector: "node.chosen", style: { "border-width": 2, "border-color": "#000000", "border-position": "outside", "z-index": 9 } },
    ],
  });
  window.cy = cy;
  for (const key of data.asked) cy.getElementById(key).addClass("asked");
  /** The colours of the picture follow the reader's system, as those of the style sheet do. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  function dress() {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const [ink, soft, paper, line, rule] = ["--ink", "--soft", "--paper", "--stated", "--derived"].map(colour);
    cy.style()
      .selector("node").style({ color: ink, "border-color": ink, "text-background-color": paper })
      .selector("edge").style({ "line-color": line, "target-arrow-color": line })
      .selector("edge.derived").style({ "line-color": rule, "target-arrow-color": rule })
      .selector("edge.mutual").style({ "source-arrow-color": rule })
      .selector("node.hit").style({ "border-color": colour("--hit") })
      .selector("edge.near").style({ color: soft, "text-background-color": paper })
      .selector("node.chosen").style({ "border-color": ink })
      .update();
  }
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** All in view: with the labels where these are legible so, else the marks with some room for labels around them. */
  function fit() {
    const marks = cy.nodes().not(".gone, .folded");
    if (marks.empty()) return;
    cy.nodes().style("font-size", LAID_OUT);
    const beside = (side) => ([...folders, ...data.nodes].some((node) => node.side === side) ? Math.min(140, cy.width() * 0.18) : 40);
    let box = marks.boundingBox({ includeEdges: false });
    let room = { left: 24, right: 24, above: 24 };
    const level = () => Math.min(
      (cy.width() - room.left - room.right) / Math.max(box.w, 1), (cy.height() - 2 * room.above) / Math.max(box.h, 1));
    if (many || level() * LAID_OUT < READABLE) {
      box = marks.boundingBox({ includeEdges: false, includeLabels: false });
      room = { left: beside("left"), right: beside("right"), above: 30 };
    }
    const zoom = Math.min(level(), 2);
    cy.viewport({
      zoom,
      pan: {
        x: (cy.width() + room.left - room.right) / 2 - ((box.x1 + box.x2) / 2) * zoom,
        y: cy.height() / 2 - ((box.y1 + box.y2) / 2) * zoom,
      },
    });
  }
  function zoom(by) {
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  }

  /**
   * Labels stay legible however far off one looks: never smaller than READABLE on the screen, and where that leaves no
   * room for all, the best linked come first. As large as they were laid out, all have room.
   */
  const CELL = 8;
  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const isFolder = (item) => Number(Boolean(known.get(item.id()).folder));
  const ranked = cy.nodes().sort((a, b) => isFolder(b) - isFolder(a) || b.degree() - a.degree() || compare(a.id(), b.id()));
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);
  /** What may stand beside a mark, the best first: the label as it was laid out, else its beginning. */
  function wordings(node) {
    return [node.lines.length ? node.lines : [cut(node.label, 34)], [cut(node.label, 22)]];
  }
  function wide(line) {
    if (!widths.has(line)) widths.set(line, pen.measureText(line).width / READABLE);
    return widths.get(line);
  }
  function relabel() {
    const scale = cy.zoom();
    const size = Math.max(many ? 0 : LAID_OUT, READABLE / scale);
    const roomy = !many && size === LAID_OUT;
    const area = cy.extent();
    const taken = new Set();
    pen.font = `${READABLE}px ${FONT}`;
    /** Whether the label's box is free; if so it is taken. */
    function claim(item, lines) {
      const { x, y } = item.position();
      const half = item.data("size") / 2, width = Math.max(...lines.map(wide)) * size, height = lines.length * 1.2 * size;
      const side = item.data("side");
      const left = side === "right" ? x + half : side === "left" ? x - half - width : x - width / 2;
      const top = side === "below" ? y + half : y - height / 2;
      if (left < area.x1 || left + width > area.x2 || top + height > area.y2) return false;
      const own = cellAt(x, y);
      const cells = [];
      for (let across = Math.floor((left * scale) / CELL); across <= ((left + width) * scale) / CELL; across += 1)
        for (let down = Math.floor((top * scale) / CELL); down <= ((top + height) * scale) / CELL; down += 1) {
          const cell = across * 1e6 + down;
          if (taken.has(cell) || (cell !== own && marked.has(cell))) return false;
          cells.push(cell);
        }
      if (taken.has(own)) return false;
      [own, ...cells].forEach((cell) => taken.add(cell));
      return true;
    }
    const shown = ranked.filter((item) => {
      const { x, y } = item.position();
      return x > area.x1 && x < area.x2 && y > area.y1 && y < area.y2 && !item.hasClass("gone") && !item.hasClass("folded") && !item.hasClass("faded");
    });
    const cellAt = (x, y) => Math.floor((x * scale) / CELL) * 1e6 + Math.floor((y * scale) / CELL);
    // No label hides one of the best linked marks.
    const marked = new Set(shown.slice(0, Math.ceil(shown.length / 10)).map((item) => cellAt(item.position("x"), item.position("y"))));
    cy.batch(() => {
      cy.nodes().style("font-size", size);
      cy.edges(".near").style("font-size", size * 0.82);
      [...ranked.filter(".chosen"), ...ranked.not(".chosen")].forEach((item) => {
        const lines = shown.has(item) && wordings(known.get(item.id())).find((lines) => roomy || claim(item, lines));
        const text = lines ? lines.join("\n") : "";
        if (item.data("text") !== text) item.data("text", text);
      });
    });
  }
  let waiting = 0;
  function later() { clearTimeout(waiting); waiting = setTimeout(relabel, 150); }
  cy.on("viewport dragfree", later);

  // --- choosing ----------------------------------------------------------------------------------------------------
  let chosen = null;
  const spokenOf = new Map();
  for (const node of data.nodes)
    for (const entry of node.said)
      if (entry.n) spokenOf.set(entry.n, [...(spokenOf.get(entry.n) ?? []), [node, entry]]);

  function choose(id, options = {}) {
    chosen = known.get(id) ?? null;
    if (chosen && !chosen.folder && !opened(chosen)) open(chosen.kind);
    cy.batch(() => {
      cy.elements().removeClass("chosen near faded");
      if (chosen) {
        const item = cy.getElementById(id);
        const near = item.closedNeighborhood();
        cy.elements().not(near).addClass("faded");
        item.addClass("chosen");
        if (item.degree() <= 60) item.connectedEdges().addClass("near");
      }
    });
    tell();
    later();
    history.replaceState(null, "", chosen && !chosen.folder ? `#${encodeURIComponent(id)}` : "#");
    if (!chosen) return;
    now.textContent = chosen.folder ? chosen.label : `${chosen.label}, ${chosen.kind}`;
    if (options.move) approach(cy.getElementById(id));
    if (options.focus) details.focus();
  }

  /** Show the members of a class in the place of its mark. */
  function open(kind) {
    kinds.get(kind).open = true;
    if (chosen?.folder) choose(null);
    refilter();
  }
  function fold() {
    for (const kind of kinds.values()) kind.open = false;
    choose(null);
    refilter();
    fit();
    relabel();
  }
  /** Lines between marks of classes, or of a class and an entity, for the relations of their members. */
  function sumUp() {
    cy.edges(".sum").remove();
    const sums = new Map();
    for (const { s, t, labels } of data.links) {
      const [from, to] = [known.get(s), known.get(t)];
      if (!visible(from) || !visible(to) || !labels.some((label) => relations.get(label).shown)) continue;
      const ends = [from, to].map((node) => (opened(node) ? node.id : kinds.get(node.kind).folder)).sort(compare);
      if ((opened(from) && opened(to)) || ends[0] === ends[1]) continue;
      sums.set(ends.join(" "), { source: ends[0], target: ends[1], count: (sums.get(ends.join(" "))?.count ?? 0) + 1 });
    }
    const scale = folders.length ? folders[0].r / 12 : 1;
    cy.add([...sums.values()].map(({ source, target, count }) => ({
      group: "edges", classes: "sum", data: { source, target, names: String(count), labels: [], width: scale * (0.6 + Math.log2(count) / 2) },
    })));
  }

  /** As near as shows an entity among those it is linked to, legibly. */
  function approach(item) {
    const box = item.closedNeighborhood().not(".gone, .folded").boundingBox({ includeLabels: false });
    const fits = 0.8 * Math.min(cy.width() / Math.max(box.w, 1), cy.height() / Math.max(box.h, 1));
    const level = Math.min(Math.max(fits, 0.6), 1.8);
    const all = level < fits || level === fits;
    const middle = all ? { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 } : item.position();
    const pan = { x: cy.width() / 2 - middle.x * level, y: cy.height() / 2 - middle.y * level };
    if (still || crowd) cy.viewport({ zoom: level, pan });
    else cy.animate({ zoom: level, pan }, { duration: 250 });
  }

  function behind(entry) {
    const spans = entry.w.map((place) => make("span", { class: "passage" }, data.passages[place]));
    if (entry.q) spans.push(make("q", {}, entry.q));
    if (entry.d) spans.push(make("span", { class: "rule" }, words.derived));
    return make("div", { class: "behind" }, ...spans);
  }
  const link = (node) => make("button", { type: "button", class: "link", click: () => choose(node.id, { move: true, focus: true }) }, mark(node.group), node.label);

  /** A heading and the statements below the passages that make them; `row` makes the children of one. */
  function listed(title, entries, row) {
    if (!entries.length) return [];
    const groups = new Map();
    for (const entry of entries) {
      const key = JSON.stringify([entry[1].w, entry[1].q, entry[1].d]);
      groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
    const inOrder = [...groups.values()].sort((a, b) => a[0][1].w[0] - b[0][1].w[0]);
    return [make("h3", {}, title), ...inOrder.map((several) => make("div", { class: "told" },
      make("ul", {}, ...several.map((entry) => make("li", {}, ...row(...entry)))), behind(several[0][1])))];
  }
  function tell() {
    if (!chosen) {
      details.replaceChildren(make("p", { class: "hint" }, many ? `${words.choose} ${words.fold_hint}` : words.choose));
      return;
    }
    const spoken = spokenOf.get(chosen.id) ?? [];
    const own = (related) => chosen.said.filter((entry) => Boolean(entry.p) === related).map((entry) => [chosen, entry]);
    if (chosen.folder) {
      const inside = data.nodes.filter((node) => node.kind === chosen.kind).sort((a, b) => compare(a.label, b.label));
      details.replaceChildren(
        make("h2", {}, chosen.label),
        make("ul", {}, ...inside.map((node) => make("li", {}, link(node)))));
      return;
    }
    const told = chosen.said.some((entry) => entry.v === chosen.about);
    details.replaceChildren(
      make("h2", {}, chosen.label),
      make("p", { class: "kind" }, mark(chosen.group), `${chosen.kind} · ${chosen.id}`),
      ...(chosen.names ? [make("p", { class: "names" }, `${words.also} ${chosen.names}`)] : []),
      ...(chosen.about && !told ? [make("p", {}, chosen.about)] : []),
      ...listed(words.said, own(true), (_, entry) => [
        make("span", { class: "relation" }, entry.p), entry.n ? link(known.get(entry.n)) : make("span", {}, entry.v)]),
      ...listed(words.spoken, spoken, (node, entry) => [link(node), make("span", { class: "relation" }, entry.p)]),
      ...listed(words.figures, own(false), (_, entry) => [make("span", {}, entry.v)]),
      make("p", { class: "iri" }, chosen.iri),
    );
    details.scrollTop = 0;
  }

  cy.on("tap", "node", (event) => {
    const node = known.get(event.target.id());
    if (node.folder) open(node.kind);
    else choose(node.id);
  });
  cy.on("tap", (event) => { if (event.target === cy) choose(null); });
  cy.on("mouseover", "node", () => { stageBox.style.cursor = "pointer"; });
  cy.on("mouseout", "node", () => { stageBox.style.cursor = ""; });

  // --- search, filter, table ---------------------------------------------------------------------------------------
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(data.lang);
  const haystack = data.nodes.map((node) => [node, folded([node.label, node.names, node.id, node.about].join(" ")), folded(node.label)]);
  const MOST_RESULTS = 50;
  /** How well a hit fits: so called, its name begins so, its name has all parts, or some other word of it does. */
  function nearness([node, , label], wanted, parts) {
    if ([label, node.id, ...node.names.split("; ").map(folded)].includes(wanted)) return 3;
    if (label.startsWith(wanted)) return 2;
    return parts.every((part) => label.includes(part)) ? 1 : 0;
  }
  function find() {
    const parts = folded(search.value).split(/\s+/).filter(Boolean);
    const hits = parts.length ? haystack.filter(([node, text]) => visible(node) && parts.every((part) => text.includes(part))) : [];
    const wanted = parts.join(" ");
    const rank = new Map(hits.map((hit) => [hit, nearness(hit, wanted, parts)]));
    hits.sort((a, b) => rank.get(b) - rank.get(a) || compare(a[0].label, b[0].label));
    const ids = new Set(hits.map(([node]) => node.id));
    cy.batch(() => cy.nodes().forEach((item) => { item.toggleClass("hit", ids.has(item.id())); }));
    found.textContent = parts.length ? said("found", hits.length) : "";
    results.replaceChildren(...hits.slice(0, MOST_RESULTS).map(([node]) => make("li", {}, link(node))));
  }
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") results.querySelector("button")?.click();
    if (event.key === "ArrowDown") { event.preventDefault(); results.querySelector("button")?.focus(); }
  });
  results.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...results.querySelectorAll("button")];
    (buttons[buttons.indexOf(document.activeElement) + step] ?? search).focus();
  });

  function refilter() {
    let links = 0;
    cy.batch(() => {
      cy.nodes().forEach((item) => {
        const node = known.get(item.id());
        item.toggleClass("gone", !visible(node));
        item.toggleClass("folded", Boolean(node.folder) === opened(node));
      });
      cy.edges().not(".sum").forEach((item) => {
        const shown = item.data("labels").some((label) => relations.get(label).shown)
          && visible(known.get(item.data("source"))) && visible(known.get(item.data("target")));
        item.toggleClass("gone", !shown);
        item.toggleClass("folded", !opened(known.get(item.data("source"))) || !opened(known.get(item.data("target"))));
        links += shown;
      });
    });
    if (many) sumUp();
    counts.textContent = `${said("entities", data.nodes.filter(visible).length)} · ${said("links", links)}`;
    find();
    if (!table.hidden) fillTable();
    later();
  }

  function tabular(title, heads, rows) {
    const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
    return make("table", {}, make("caption", {}, title), make("thead", {}, head), make("tbody", {}, ...rows));
  }
  const passagesOf = new Map();
  for (const node of data.nodes)
    for (const entry of node.said) if (entry.n) passagesOf.set(JSON.stringify([node.id, entry.p, entry.n]), entry);
  /** Two tables: the entities, and every relation between them with the passage that states it. */
  function fillTable() {
    const shown = data.nodes.filter(visible).sort((a, b) => compare(a.label, b.label));
    const entities = shown.map((node) => make("tr", {},
      make("th", { scope: "row" }, link(node)), make("td", {}, node.kind),
      make("td", { class: "number" }, String(cy.getElementById(node.id).connectedEdges().not(".gone, .sum").length)),
      make("td", {}, node.about || node.names)));
    const said = [];
    for (const { s, t, labels, m } of data.links) {
      if (!visible(known.get(s)) || !visible(known.get(t))) continue;
      for (const label of labels.filter((label) => relations.get(label).shown))
        for (const [from, to] of m ? [[s, t], [t, s]] : [[s, t]]) said.push([known.get(from), label, known.get(to)]);
    }
    said.sort((a, b) => compare(a[0].label, b[0].label) || compare(a[1], b[1]) || compare(a[2].label, b[2].label));
    const rows = said.map(([from, label, to]) => {
      const entry = passagesOf.get(JSON.stringify([from.id, label, to.id]));
      return make("tr", {}, make("th", { scope: "row" }, from.label), make("td", {}, label), make("td", {}, to.label),
        make("td", {}, entry ? entry.w.map((place) => data.passages[place]).join("; ") : ""));
    });
    table.replaceChildren(
      tabular(words.entities_table, [words.name, words.class, words.degree, words.about], entities),
      tabular(words.relations, [words.name, words.relation, words.to, words.stated_in], rows));
  }
  function toggleTable() {
    table.hidden = !table.hidden;
    stageBox.hidden = !table.hidden;
    tableButton.setAttribute("aria-pressed", String(!table.hidden));
    if (!table.hidden) { fillTable(); table.focus(); } else { cy.resize(); }
  }

  // --- keys --------------------------------------------------------------------------------------------------------
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  function steer(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way && event.shiftKey) cy.panBy({ x: -60 * way[0], y: -60 * way[1] });
    else if (way) step(way);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "Enter" && chosen?.folder) open(chosen.kind);
    else if (event.key === "Enter" && chosen) details.focus();
    else return;
    event.preventDefault();
  }
  /** To the nearest node in a direction; the first step goes to the best linked one. */
  function step([across, down]) {
    if (!chosen) {
      const first = ranked.filter((item) => !item.hasClass("gone") && !item.hasClass("folded"))[0];
      if (first) choose(first.id(), { move: many });
      return;
    }
    const from = cy.getElementById(chosen.id).position();
    let best = null;
    cy.nodes().forEach((item) => {
      if (item.id() === chosen.id || item.hasClass("gone") || item.hasClass("folded")) return;
      const x = item.position("x") - from.x, y = item.position("y") - from.y;
      const along = x * across + y * down, aside = Math.abs(x * down + y * across);
      if (along > 0 && aside <= 2 * along && (!best || along + 2 * aside < best[0])) best = [along + 2 * aside, item.id()];
    });
    if (!best) return;
    choose(best[1]);
    const { x, y } = cy.getElementById(best[1]).renderedPosition();
    if (x < 0 || y < 0 || x > cy.width() || y > cy.height()) cy.center(cy.getElementById(best[1]));
  }
  document.addEventListener("keydown", (event) => {
    const typing = ["INPUT", "DIALOG"].includes(document.activeElement.tagName) || keys.open;
    if (event.key === "Escape" && !keys.open) {
      if (document.activeElement === search) search.blur();
      choose(null);
      stageBox.focus();
    } else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "?") keys.showModal();
  });

  // Browsers print a canvas as it stands, in the size it has on the screen: a copy fits the paper.
  addEventListener("beforeprint", () => {
    const layers = [...stageBox.querySelectorAll("canvas")];
    const copy = document.getElementById("printed");
    copy.width = Math.max(...layers.map((layer) => layer.width));
    copy.height = Math.max(...layers.map((layer) => layer.height));
    for (const layer of layers) copy.getContext("2d").drawImage(layer, 0, 0);
  });

  for (const key of data.asked) if (known.has(key)) kinds.get(known.get(key).kind).open = true;
  refilter();
  fit();
  relabel();
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (known.has(wanted)) choose(wanted, { move: true });
  else tell();
  dress();
  dark.addEventListener("change", dress);
})();
