"use strict";
// Search without a server: the names of everything come in one file, which sets window.certregNamesFile. Each entry is
// [name, kind, href, [[matched, language, folded, in Latin letters], ...]]; folding is done where the file is written.
(() => {
  const _ = window.certregText;
  const WHY = [_("its name"), _("begins with this"), _("all words"), _("contains this"), _("in Latin letters"), _("similar spelling")];
  const LONGEST = 400;
  const accents = /[\u0300-\u036f]/g;
  const fold = (text) => (text.normalize("NFKC").toLowerCase().normalize("NFD").replace(accents, "").normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim());
  const latin = (text) => text.replace(/[^a-z0-9]+/g, "");
  let loading = null;

  /** How many letters must change, but no more than `most`. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = null, last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= other.length; j += 1) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (before && i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [before, last] = [last, row];
    }
    return last[other.length];
  }

  /** [score, place in WHY] of one name; null for no hit. */
  function fit(text, bare, words, folded, roman) {
    if (folded === text) return [100, 0];
    if (bare.length > 2 && roman === bare) return [95, 4];
    if (folded.startsWith(text)) return [70 + (24 * text.length) / folded.length, 1];
    if (words.length > 1 && words.every((word) => folded.includes(word))) return [60 + (30 * text.length) / Math.max(folded.length, text.length), 2];
    if (folded.includes(text)) return [50 + (30 * text.length) / folded.length, 3];
    if (bare.length > 2 && roman.includes(bare)) return [48 + (30 * bare.length) / roman.length, 4];
    const most = Math.floor(bare.length * 0.3);
    const wrong = bare.length > 2 && roman ? Math.min(distance(bare, roman, most), ...folded.split(" ").map((word) => distance(bare, latin(word), most) + 1)) : most + 1;
    return wrong <= most ? [90 * (1 - wrong / bare.length) - 20, 5] : null;
  }

  function find(entries, typed) {
    const text = fold(typed);
    if (!text || typed.length > LONGEST) return [];
    const bare = latin(text), words = text.split(" ");
    const hits = [];
    for (const [name, kind, href, names] of entries) {
      let best = null;
      for (const [matched, language, folded, roman] of names) {
        const found = fit(text, bare, words, folded, roman);
        if (found && (!best || found[0] > best.score)) best = { score: found[0], why: WHY[found[1]], matched: matched === name ? "" : matched, language };
      }
      if (best) hits.push({ ...best, name, kind, href });
    }
    return hits.sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  }

  /** The names of the file at an address, to search in; links in it count from the file. */
  window.certregNames = (address) => {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", () => resolve({
        find: (text) => find(window.certregNamesFile, text).map((hit) => ({ ...hit, href: new URL(hit.href, script.src).href })),
      }));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return loading;
  };

  // The page of results.
  const page = document.getElementById("found");
  const box = document.getElementById("again");
  const text = new URLSearchParams(location.search).get("q") ?? "";
  if (!page || !box || !text.trim()) return;
  box.value = text;
  const names = document.querySelector("form.search").dataset.names;
  window.certregNames(names).then((known) => {
    const hits = known.find(text);
    const count = document.createElement("p");
    count.textContent = hits.length ? _("{number} found.", hits.length) : _("Nothing has this name or a similar one.");
    const list = document.createElement("ol");
    list.className = "hits";
    list.append(...hits.slice(0, 100).map((hit) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const kind = document.createElement("span");
      const why = document.createElement("span");
      link.href = hit.href;
      link.textContent = hit.name;
      kind.className = "kind";
      kind.textContent = hit.kind;
      why.className = "citation";
      why.textContent = hit.matched ? `${hit.why}: ${hit.matched}` : hit.why;
      item.append(link, " ", kind, " ", why);
      return item;
    }));
    page.replaceChildren(count, list);
  });
})();
