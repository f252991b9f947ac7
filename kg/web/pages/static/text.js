"use strict";
// The texts of scripts in the language of the page, which holds those that are not in English. `_("{number} found.", 3)`
// puts its numbers into the braces, in their order.
(() => {
  const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");
  window.certregText = (text, ...numbers) =>
    (texts[text] ?? text).replace(/\{\w+\}/g, (hole) => {
      const place = (text.match(/\{\w+\}/g) ?? []).indexOf(hole);
      return numbers[place] ?? hole;
    });
})();
