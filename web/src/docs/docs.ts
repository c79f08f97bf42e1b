// What the pages of the documents do besides being read: search, copy, and the theme.
import MiniSearch, { type SearchResult } from "minisearch";
import { copies } from "../shared/copying.ts";
import { byId, element, setText } from "../shared/elements.ts";
import { startTheme } from "../shared/theme.ts";
import { OPTIONS, type Entry } from "./search.ts";

const MOST_HITS = 30;

/** The folder of the pages, found from the address of this script. */
const PAGES = new URL("./", (document.currentScript as HTMLScriptElement).src);

let index: Promise<MiniSearch<Entry>> | undefined;

function loadIndex(): Promise<MiniSearch<Entry>> {
  index ??= fetch(new URL("search.json", PAGES))
    .then((answer) => {
      if (!answer.ok) {
        throw new Error(`The index of the search: status ${answer.status}`);
      }
      return answer.text();
    })
    .then((json) => MiniSearch.loadJSON(json, OPTIONS))
    .catch((problem: unknown) => {
      // The next key tries again.
      index = undefined;
      throw problem;
    });
  return index;
}

function startSearch(): void {
  const query = byId("search-query", HTMLInputElement);
  byId("search-box", HTMLElement).hidden = false;
  query.addEventListener("focus", () => void loadIndex().catch(() => undefined));
  query.addEventListener("input", () => void search(query));
  query.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      query.value = "";
      void search(query);
    } else if (event.key === "Enter") {
      document.querySelector<HTMLAnchorElement>("#search-hits a")?.click();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      query.focus();
    }
  });
  document.addEventListener("click", (event) => {
    // A hit on the page that is shown is behind the results.
    if (event.target instanceof Element && event.target.closest("#search-hits a")) {
      query.value = "";
      show("", []);
    }
  });
}

async function search(query: HTMLInputElement): Promise<void> {
  const text = query.value.trim();
  try {
    const loaded = text === "" ? undefined : await loadIndex();
    if (query.value.trim() === text) {
      show(text, loaded?.search(text) ?? []);
    }
  } catch {
    show(text, []);
    byId("search-count", HTMLElement).textContent = "The search does not respond.";
  }
}

function show(text: string, found: readonly SearchResult[]): void {
  byId("search-results", HTMLElement).hidden = text === "";
  byId("document-text", HTMLElement).hidden = text !== "";
  byId("search-count", HTMLElement).textContent =
    text === "" ? "" : `${found.length === 0 ? "Nothing" : found.length} found for “${text}”`;
  byId("search-hits", HTMLElement).replaceChildren(...found.slice(0, MOST_HITS).map(hit));
}

function hit(found: SearchResult): HTMLElement {
  const { address, title, heading, excerpt } = found as unknown as Entry;
  const link = element(
    "a",
    { href: new URL(address, PAGES).href },
    heading === "" || heading === title ? title : `${title}: ${heading}`,
  );
  return element("li", {}, link, element("p", { className: "quiet" }, excerpt));
}

/** Buttons that only a script can serve are made by it. */
function addCopyButtons(): void {
  for (const code of document.querySelectorAll<HTMLElement>(".snippet code")) {
    const button = element("button", { type: "button", className: "copy" }, "Copy");
    copies(button, () => code);
    code.closest(".snippet")?.append(button);
  }
}

/** On a narrow screen the list would push the text out of sight. */
function foldTheList(): void {
  const wide = matchMedia("(min-width: 900px)");
  const list = document.querySelector("details.contents") as HTMLDetailsElement;
  const fold = (): void => {
    list.open = wide.matches;
  };
  wide.addEventListener("change", fold);
  fold();
}

function offerThemes(): void {
  const button = byId("theme-button", HTMLButtonElement);
  startTheme(button, (dark) => setText(button, dark ? "Light theme" : "Dark theme"));
  button.hidden = false;
}

offerThemes();
startSearch();
addCopyButtons();
foldTheList();
