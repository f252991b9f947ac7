/* Narrows the list of questions while one types; sorts a table by the heading that is pressed. Pages work without. */
"use strict";

const narrow = document.getElementById("narrow");
if (narrow) {
  const _ = window.certregText;
  narrow.closest(".narrow").hidden = false;
  const items = [...document.querySelectorAll(".questions li")];
  const told = document.getElementById("narrowed");
  narrow.addEventListener("input", () => {
    const words = narrow.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const item of items) {
      const text = (item.textContent + " " + item.firstElementChild.getAttribute("href")).toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      left += item.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll(".subjects section"))
      section.hidden = !section.querySelector("li:not([hidden])");
    told.textContent = words.length ? _("{number} of {all}", left, items.length) : "";
  });
}

const collator = new Intl.Collator(undefined, { numeric: true });
const value = (row, place) => row.cells[place].textContent.trim();
// "more than 180,000", "+8%", "−1.4"
const number = (text) => Number(text.replace(/,/g, "").replace("−", "-").match(/[-+]?\d+(?:\.\d+)?/)?.[0] ?? NaN);

for (const table of document.querySelectorAll("table.answer")) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  [...table.tHead.rows[0].cells].forEach((heading, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = heading.classList.contains("number");
      const rows = [...body.rows].sort((one, other) => {
        const [a, b] = [value(one, place), value(other, place)];
        if (!a || !b) return a ? -1 : b ? 1 : 0; // what is not said comes last, whichever way
        const order = numeric ? number(a) - number(b) : collator.compare(a, b);
        return down ? -order : order;
      });
      body.append(...rows);
    });
  });
}
