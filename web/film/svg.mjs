// Draws what a page shows as SVG, so that the README has a sharp picture in a text file.

/**
 * Runs within the page. Draws the backgrounds, borders and texts of its elements; charts become images.
 *
 * @param {{width: number, height: number}} size of the part of the page that is drawn, from its top
 * @returns {Promise<string>} the SVG document
 */
export async function svgOf({ width, height }) {
  const parts = [];
  const icons = new Map();
  const escape = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const round = (number) => Math.round(number * 10) / 10;
  const isSeen = (style) => style.display !== "none" && style.visibility === "visible" && Number(style.opacity) > 0;
  const isPainted = (color) => color !== "rgba(0, 0, 0, 0)";

  function box(element, style) {
    const { left, top, width: wide, height: high } = element.getBoundingClientRect();
    const y = top + scrollY;
    if (wide < 2 || high < 2 || y > height) {
      return;
    }
    const edge = Number.parseFloat(style.borderTopWidth);
    const stroke = edge > 0 && style.borderTopStyle !== "none" ? ` stroke="${style.borderTopColor}"` : "";
    const fill = isPainted(style.backgroundColor) ? style.backgroundColor : "none";
    if (stroke || fill !== "none") {
      const corner = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, wide / 2, high / 2);
      parts.push(
        `<rect x="${round(left)}" y="${round(y)}" width="${round(wide)}" height="${round(high)}" ` +
          `rx="${round(corner)}" fill="${fill}"${stroke}/>`,
      );
    }
    const picture =
      element instanceof HTMLCanvasElement ? element.toDataURL("image/webp", 0.9) : icons.get(element.currentSrc);
    if (picture) {
      parts.push(
        `<image x="${round(left)}" y="${round(y)}" width="${round(wide)}" height="${round(high)}" href="${picture}"/>`,
      );
    }
  }

  /** The lines of a text, with the place of each. */
  function linesOf(node) {
    const lines = [];
    for (const word of node.textContent.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const place = range.getBoundingClientRect();
      const line = lines.at(-1);
      if (line && Math.abs(line.top - place.top) < 2) {
        line.words.push(word[0]);
        line.right = place.right;
      } else {
        lines.push({ words: [word[0]], left: place.left, right: place.right, top: place.top, height: place.height });
      }
    }
    return lines;
  }

  function text(node, style) {
    const size = Number.parseFloat(style.fontSize);
    for (const { words, left, right, top, height: high } of linesOf(node)) {
      const base = top + scrollY + high / 2 + size * 0.36;
      if (right - left > 1 && base < height) {
        parts.push(
          `<text x="${round(left)}" y="${round(base)}" textLength="${round(right - left)}" font-size="${size}" ` +
            `font-weight="${style.fontWeight}" fill="${style.color}">${escape(words.join(" "))}</text>`,
        );
      }
    }
  }

  function draw(element) {
    const style = getComputedStyle(element);
    // Texts for screen readers are in boxes of a pixel.
    if (!isSeen(style) || (style.position === "absolute" && element.offsetWidth < 2)) {
      return;
    }
    box(element, style);
    for (const child of element.childNodes) {
      if (child instanceof Text) {
        text(child, style);
      } else if (child instanceof HTMLElement) {
        draw(child);
      }
    }
  }

  for (const { currentSrc } of document.images) {
    const icon = await (await fetch(currentSrc)).text();
    icons.set(currentSrc, `data:image/svg+xml,${encodeURIComponent(icon)}`);
  }
  draw(document.body);
  const background = getComputedStyle(document.documentElement).backgroundColor;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="system-ui, sans-serif">\n<title>The live page of Weir</title>\n` +
    `<rect width="100%" height="100%" fill="${isPainted(background) ? background : "white"}"/>\n${parts.join("\n")}\n</svg>\n`
  );
}
