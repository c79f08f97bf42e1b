// Writes the site of the documents: a page for each of them, the start page, and the index of the search.
import MiniSearch from "minisearch";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { anchorOf, groups, readDocuments, type Document } from "./documents.ts";
import { layout, PAGE, START, start } from "./layout.ts";
import { render, type Resolve } from "./markdown.ts";
import { OPTIONS, type Entry } from "./search.ts";

/** Files that documents link to, and that the site has as they are. */
const FILES: ReadonlyMap<string, string> = new Map([["monitoring/alerts.yaml", "alerts.yaml"]]);

const EXCERPT = 180;

export interface Site {
  /** HTML by file name. */
  readonly pages: ReadonlyMap<string, string>;
  readonly index: string;
}

export function site(documents: readonly Document[]): Site {
  const all = groups(documents);
  const pages = new Map([["index.html", layout(START, "Documents", "", all, start(all))]]);
  const search = new MiniSearch<Entry>(OPTIONS);
  for (const document of documents) {
    const { html, sections } = render(document.markdown, resolverFor(document, documents));
    pages.set(`${document.name}.html`, layout(PAGE, document.title, document.name, all, html));
    for (const { anchor, heading, text } of sections.filter(({ heading, text }) => heading + text !== "")) {
      const address = anchor === "" ? document.name : `${document.name}#${anchor}`;
      const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
      search.add({ id: search.documentCount, address, title: document.title, heading, text, excerpt });
    }
  }
  return { pages, index: JSON.stringify(search) };
}

/** Writes the site, and a file that lists the names of its pages. */
export function write(root: string, output: string): void {
  const { pages, index } = site(readDocuments(root));
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  for (const [name, html] of pages) {
    writeFileSync(join(output, name), html);
  }
  writeFileSync(join(output, "search.json"), index);
  for (const [source, name] of FILES) {
    copyFileSync(join(root, source), join(output, name));
  }
  const names = [...pages.keys()].map((name) => name.replace(".html", "")).filter((name) => name !== "index");
  writeFileSync(join(output, "pages.txt"), names.join("\n"));
}

function resolverFor(document: Document, documents: readonly Document[]): Resolve {
  return (target) => {
    if (/^[a-z]+:/.test(target) || target.startsWith("#")) {
      return target;
    }
    const [path = "", anchor] = target.split("#", 2);
    const source = posix.normalize(posix.join(dirname(document.source), decodeURI(path)));
    if (source === "docs/adr") {
      return `${PAGE.up}docs#${anchorOf("Decisions")}`;
    }
    const address = documents.find((other) => other.source === source)?.name ?? FILES.get(source);
    return address === undefined ? null : address + (anchor === undefined ? "" : `#${anchor}`);
  };
}
