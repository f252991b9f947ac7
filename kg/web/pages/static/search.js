"use strict";
// Suggestions while one types, as an ARIA combobox: below the search box of every page, where choosing leads to the
// thing, and in the forms of questions, where it puts the thing's key into the field. Without it all are plain forms.
// On a server they come from data-suggest; where pages are files, from a file of names (names.js, see local.js).
(() => {
  const _ = window.certregText;
  const box = document.querySelector("form.search");
  const go = (one) => { location.href = new URL(one.href, location.href).href; };
  if (box) combobox(box, box.querySelector("input"), box.dataset, go);
  for (const input of document.querySelectorAll("input[data-suggest]")) {
    input.removeAttribute("list"); // what it offered is among the suggestions
    combobox(input.parentElement, input, input.dataset, (one) => { input.value = one.key; });
  }

function combobox(host, input, source, chosen) {
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let at = -1, asked = 0, timer = 0, found = [];
  list.id = `suggestions-${input.id}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", _("Suggestions"));
  said.className = "unseen";
  said.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  host.append(list, said);

  async function suggestions(text) {
    if (source.names) return (await window.certregNames(source.names)).find(text).slice(0, 8);
    const address = new URL(source.suggest, location.href);
    address.searchParams.set("q", text);
    const answer = await fetch(address);
    return answer.ok ? answer.json() : [];
  }

  function option(one, place) {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    name.textContent = one.name;
    const more = document.createElement("span");
    more.className = "kind";
    const found = document.createElement("bdi");
    found.textContent = one.matched;
    if (one.language) found.lang = one.language;
    more.append(` ${one.kind}`, ...(one.matched ? [` · ${one.why}: `, found] : []));
    item.append(name, more);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(place); });
    return item;
  }
  function choose(place) {
    const one = found[place];
    close();
    chosen(one);
  }

  async function ask() {
    const text = input.value.trim(), turn = ++asked;
    if (!text) return close();
    let now = [];
    try { now = await suggestions(text); } catch { /* the form still works */ }
    if (turn !== asked) return; // something else has been typed since
    found = now;
    list.replaceChildren(...found.map(option));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    show(found.length > 0);
    said.textContent = found.length ? _("{number} suggestions", found.length) : _("no suggestion");
  }
  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  }
  function close() {
    asked += 1;
    at = -1;
    input.removeAttribute("aria-activedescendant");
    show(false);
  }
  function mark(place) {
    const items = [...list.children];
    at = (place + items.length + 1) % (items.length + 1); // one beyond the last is the box itself
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (items[at]) {
      input.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.isComposing) return; // an input method is choosing among characters
    if (event.key === "ArrowDown" && !open) ask();
    else if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp" && open) mark(at < 0 ? list.children.length - 1 : at - 1);
    else if (event.key === "Escape" && open) close();
    else if (event.key === "Enter" && open && list.children[at]) choose(at);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}
})();
