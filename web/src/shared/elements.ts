// Shorthand for the DOM. Texts are always set as text, never as HTML: names of videos and types may contain anything.

type Child = Node | string;

/** An element of the page. */
export function byId<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) {
    throw new Error(`The page has no ${type.name} with the id ${id}.`);
  }
  return found;
}

/** A new element with properties and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A name from an event. It keeps its own direction of writing and does not turn the text around it. */
export function nameOf(text: string): HTMLElement {
  const name = element("bdi", { className: "name", title: text });
  name.textContent = text;
  return name;
}

/** Sets a text only if it differs, so that screen readers and selections are left in peace. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** Lets the browser save a file. */
export function offer(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: fileName }).click();
  URL.revokeObjectURL(url);
}
