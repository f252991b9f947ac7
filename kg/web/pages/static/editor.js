/* Puts the YASGUI editor in the place of the plain text field. It asks this server only. */
"use strict";

const _ = window.certregText;
const place = document.getElementById("yasgui");
const plain = document.getElementById("plain");
const Gui = window.Yasgui && (window.Yasgui.default || window.Yasgui);
if (place && Gui) start(place, plain, Gui);

async function start(place, plain, Gui) {
  const terms = await (await fetch(place.dataset.terms)).json();
  const { Yasqe, Yasr } = Gui;
  const wantsExample = new URLSearchParams(location.search).has("example");
  const asked = new URLSearchParams(location.search).get("query");
  const first = plain.querySelector("textarea").value;

  const shortened = (iri) => {
    for (const [prefix, start] of Object.entries(terms.prefixes))
      if (iri.startsWith(start) && /^[\w.~-]*$/.test(iri.slice(start.length))) return `${prefix}:${iri.slice(start.length)}`;
    return `<${iri}>`;
  };
  const known = new Map();
  for (const kind of ["classes", "properties", "things"])
    for (const term of terms[kind]) {
      term.short = shortened(term.iri);
      term.sought = `${term.short} ${term.name} ${term.iri}`.toLowerCase();
      known.set(term.short, term);
    }

  // Looks in short forms and names, wherever in them; the list says what a term means.
  const completer = (name, kind, fits) => ({
    name,
    bulk: false,
    autoShow: true,
    get: (yasqe, token) => {
      const typed = token.string.replace(/^</, "").toLowerCase();
      const found = terms[kind].filter((term) => term.sought.includes(typed));
      const rank = (term) => (term.short.toLowerCase().startsWith(typed) ? 0 : term.short.startsWith("cr:") ? 1 : 2);
      return found.sort((one, other) => rank(one) - rank(other)).slice(0, 50).map((term) => term.short);
    },
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getCompleteToken();
      return /^[\w<:.-]/.test(token.string) && fits(yasqe, token);
    },
    postprocessHints: (yasqe, hints) =>
      hints.map((hint) => {
        const term = known.get(hint.text);
        return term ? { ...hint, displayText: `${term.short}   ${term.name}${term.about ? " · " + term.about : ""}` } : hint;
      }),
  });
  const before = (yasqe, token) => yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token).state.lastProperty;
  const ofClass = (yasqe, token) => ["a", "rdf:type"].includes(before(yasqe, token)) && token.state.possibleCurrent.indexOf("a") < 0;
  const property = (yasqe, token) => token.state.possibleCurrent.indexOf("a") >= 0;
  for (const own of [
    completer("class", "classes", ofClass),
    completer("property", "properties", property),
    completer("thing", "things", (yasqe, token) => /^(id|code):/.test(token.string) && !property(yasqe, token)),
  ]) {
    delete Yasqe.Autocompleters[own.name];
    Yasqe.registerAutocompleter(own);
  }
  const declared = Object.entries(terms.prefixes).map(([prefix, start]) => `${prefix}: <${start}>`);
  Yasqe.Autocompleters.prefixes = { ...Yasqe.Autocompleters.prefixes, get: () => Promise.resolve(declared), persistenceId: null };

  const declaredIn = (query) =>
    Object.entries(terms.prefixes)
      .filter(([prefix]) => new RegExp(`(^|[\\s({|/^!,;.])${prefix}:`).test(query) && !new RegExp(`prefix\\s+${prefix}:`, "i").test(query))
      .map(([prefix, start]) => `PREFIX ${prefix}: <${start}>\n`)
      .join("") + query;

  place.hidden = false;
  const gui = new Gui(place, {
    requestConfig: { endpoint: new URL(place.dataset.endpoint, location.href).href, method: "POST", acceptHeaderGraph: "text/turtle" },
    endpointCatalogueOptions: { getData: () => [] },
    copyEndpointOnNewTab: true,
    populateFromUrl: false,
    persistenceId: "certreg",
    persistencyExpire: 60 * 60 * 24 * 7,
    autofocus: false,
    yasqe: {
      value: declaredIn(first),
      autocompleters: ["variables", "prefixes", "class", "property", "thing"],
      prefixCcApi: null,
      createShareableLink: (yasqe) => `${location.origin}${location.pathname}?${new URLSearchParams({ query: yasqe.getValue() })}`,
    },
    yasr: { prefixes: terms.prefixes },
  });
  if (wantsExample) {
    const now = gui.getTab();
    if (!now || now.getQuery() !== declaredIn(first)) gui.addTab(true, { name: _("Query") }).setQuery(declaredIn(first));
  }
  const warnings = document.getElementById("warnings");
  /** Says which names in a query the graph lacks, below the editor. */
  async function warn(query) {
    warnings.hidden = true;
    try {
      const address = new URL(place.dataset.warnings, location.href);
      address.searchParams.set("query", query);
      const answer = await fetch(address);
      const lines = answer.ok ? await answer.json() : [];
      warnings.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
      warnings.hidden = !lines.length;
    } catch { /* the answer is there without */ }
  }
  gui.on("queryResponse", (_, tab) => warn(tab.getQuery()));

  // The names of things beside their addresses in an answer.
  const names = new Map(["classes", "properties", "things"].flatMap((kind) => terms[kind].map((term) => [term.iri, term.name])));
  function beside() {
    for (const link of place.querySelectorAll(".yasr a.iri:not([data-named])")) {
      link.dataset.named = "";
      const name = names.get(link.getAttribute("href"));
      if (name) link.after(Object.assign(document.createElement("span"), { className: "note", textContent: name }));
    }
  }
  new MutationObserver(beside).observe(place, { childList: true, subtree: true });

  if (asked) {
    const now = gui.getTab();
    const tab = now && now.getQuery() === declaredIn(first) ? now : gui.addTab(true, { name: _("Query") });
    tab.setQuery(declaredIn(asked));
    tab.getYasqe().query().catch(() => {}); // its result area says what was wrong
  }
  plain.hidden = true;
  name(place);
  new MutationObserver(() => name(place)).observe(place, { childList: true, subtree: true });
}

// YASGUI speaks English alone: its words as the page's.
const YASGUI_WORDS = new Map([
  ["Query", _("Query")],
  ["Table", _("Table")],
  ["Response", _("Response")],
  ["Boolean", _("Yes or no")],
  ["Error", _("Error")],
  ["Close tab", _("Close this tab")],
  ["Add tab", _("New tab")],
  ["Add a new tab", _("New tab")],
  ["Run query", _("Run this query")],
  ["Share Query", _("Share this query")],
  ["Open settings", _("Settings")],
  ["Shows Table view", _("Show the table")],
  ["Shows Response view", _("Show the response as it came")],
  ["Simple view", _("Simple view")],
  ["Ellipse", _("Shorten long values")],
  ["Filter query results", _("Filter the results")],
  ["Page size:", _("Rows on a page:")],
  ["All", _("All")],
  ["Download result", _("Download the results")],
  ["Download Results", _("Download the results")],
  ["View documentation of Table", _("About the table (in English)")],
]);
const IN_SECONDS = /^(\d+) results? in ([\d.]+) seconds?$/;

function translated(place) {
  const parts = place.querySelectorAll(".tabsList *, .yasqe_buttons *, .yasr_header *, .yasr_header");
  for (const part of parts) {
    for (const attribute of ["title", "aria-label", "placeholder"]) {
      const word = YASGUI_WORDS.get(part.getAttribute(attribute));
      if (word && word !== part.getAttribute(attribute)) part.setAttribute(attribute, word);
    }
    if (part.children.length) continue;
    const text = part.textContent.trim();
    const [, number, seconds] = text.match(IN_SECONDS) ?? [];
    const word = number ? _("{number} results in {seconds} seconds", number, seconds) : YASGUI_WORDS.get(text);
    if (word && word !== text) part.textContent = word;
  }
}

// What YASGUI leaves without a name for those who do not see it.
function name(place) {
  translated(place);
  for (const [selector, label] of [
    [".CodeMirror textarea", _("Query")],
    [".CodeMirror-scroll", _("Query")],
    [".autocompleteWrapper input", _("Endpoint")],
    [".yasr_response textarea", _("Answer as it came")],
    ["select.tableSizer", _("Rows on a page")],
  ])
    for (const found of place.querySelectorAll(selector)) if (!found.hasAttribute("aria-label")) found.setAttribute("aria-label", label);
  for (const button of place.querySelectorAll(".tabsList button.addTab, .tabsList .addTab button, .tabsList button[aria-label]")) {
    if (button.getAttribute("role") === "tab") continue;
    button.setAttribute("role", "tab"); // a list of tabs may hold nothing else, and this makes one
    button.setAttribute("aria-selected", "false");
  }
}
