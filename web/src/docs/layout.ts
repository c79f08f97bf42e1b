// What surrounds a document: head, search, the list of documents.
import { anchorOf, type Document, type Group } from "./documents.ts";
import { escape } from "./markdown.ts";

/** Pages are at /docs and /docs/NAME, and perhaps below a path of a proxy, so all links are relative. */
export interface Place {
  /** Leads to the folder that contains /docs. */
  readonly up: string;
  /** Leads to the pages. */
  readonly pages: string;
}

export const START: Place = { up: "", pages: "docs/" };
export const PAGE: Place = { up: "../", pages: "" };

export function layout(place: Place, title: string, current: string, groups: readonly Group[], content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${escape(title)} · Weir</title>
  <link rel="icon" href="${place.pages}icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="${place.pages}docs.css">
  <script src="${place.pages}docs.js" defer></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the text</a>
  <header class="top">
    <p class="brand"><a href="${place.up || "./"}"><img src="${place.pages}icon.svg" alt="" width="28" height="28">Weir</a></p>
    <nav class="links" aria-label="Weir">
      <a href="${place.up}docs">Documents</a>
      <a href="${place.pages}reference">API reference</a>
    </nav>
    <search id="search-box" hidden>
      <label class="hidden-text" for="search-query">Search the documents</label>
      <input id="search-query" type="search" placeholder="Search" autocomplete="off" spellcheck="false" maxlength="100">
    </search>
    <button type="button" class="plain" id="theme-button" hidden></button>
  </header>
  <div class="sheet">
    <details class="contents" open>
      <summary>All documents</summary>
      <nav aria-label="Documents">
${groups.map((group) => list(place, current, group)).join("\n")}
      </nav>
    </details>
    <main id="main" tabindex="-1">
      <section id="search-results" aria-label="Results of the search" hidden>
        <p class="quiet" id="search-count" role="status"></p>
        <ol id="search-hits"></ol>
      </section>
      <article id="document-text">
${content}
      </article>
    </main>
  </div>
</body>
</html>
`;
}

/** The content of the start page. */
export function start(groups: readonly Group[]): string {
  const reference = `<li><a href="${START.pages}reference">API reference</a>: every request, to try it</li>`;
  const parts = groups.map((group, index) => {
    const id = anchorOf(group.title);
    const items = group.documents.map((document) => `<li>${link(START, document)}${about(document)}</li>`);
    return `<section aria-labelledby="${id}"><h2 id="${id}">${escape(group.title)}</h2>
<ul>
${[...items, ...(index === 0 ? [reference] : [])].join("\n")}
</ul></section>`;
  });
  return `<h1>Weir's documents</h1>\n<div class="groups">\n${parts.join("\n")}\n</div>`;
}

function list(place: Place, current: string, group: Group): string {
  const items = group.documents.map((document) => `<li>${link(place, document, current)}</li>`);
  return `        <p class="group">${escape(group.title)}</p>
        <ul>
          ${items.join("\n          ")}
        </ul>`;
}

function link(place: Place, { name, title }: Document, current = ""): string {
  const here = name === current ? ' aria-current="page"' : "";
  return `<a href="${place.pages}${name}"${here}>${escape(title)}</a>`;
}

function about({ about, title }: Document): string {
  return about === "" || about.toLowerCase() === title.toLowerCase() ? "" : `: ${escape(about)}`;
}
