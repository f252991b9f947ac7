"use strict";
// Shows the value of the mark that is nearest to the pointer, and saves a chart as PNG. Without it a browser shows the
// titles of the marks, and the table below the chart has all values.
(() => {
  const REACH = 60; // pixels from a mark at which its value is still shown
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);

  function marksOf(svg) {
    return [...svg.querySelectorAll(".mark")].map((mark) => {
      const title = mark.querySelector("title");
      if (title) {
        mark.dataset.tip = title.textContent;
        title.remove();
      }
      return mark;
    });
  }

  function distance(box, x, y) {
    const across = Math.max(box.left - x, 0, x - box.right), up = Math.max(box.top - y, 0, y - box.bottom);
    return Math.hypot(across, up);
  }

  for (const svg of document.querySelectorAll("svg.chart")) {
    let marks = null, shown = null;
    const hide = () => {
      tip.hidden = true;
      shown?.classList.remove("chosen");
      shown = null;
    };
    const show = (event) => {
      marks ??= marksOf(svg);
      let best = null, least = REACH;
      for (const mark of marks) {
        const away = distance(mark.getBoundingClientRect(), event.clientX, event.clientY);
        if (away < least) [best, least] = [mark, away];
      }
      if (best === shown) return;
      hide();
      if (!best) return;
      shown = best;
      best.classList.add("chosen");
      tip.textContent = best.dataset.tip;
      tip.hidden = false;
      const box = best.getBoundingClientRect();
      const left = Math.min(Math.max(box.left + box.width / 2 - tip.offsetWidth / 2, 8), innerWidth - tip.offsetWidth - 8);
      const above = box.top - tip.offsetHeight - 10;
      tip.style.left = `${left + scrollX}px`;
      tip.style.top = `${(above > 0 ? above : box.bottom + 10) + scrollY}px`;
    };
    svg.addEventListener("pointermove", show);
    svg.addEventListener("pointerdown", show);
    svg.addEventListener("pointerleave", hide);
  }

  const button = document.querySelector("button.png");
  const picture = document.querySelector("figure.chart svg");
  if (!button || !picture) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const [width, height] = ["width", "height"].map((side) => Number(picture.getAttribute(side)));
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2 * width, 2 * height];
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = "chart.png";
      link.click();
    });
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
  });
})();
