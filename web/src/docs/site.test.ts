import assert from "node:assert/strict";
import test from "node:test";
import MiniSearch from "minisearch";
import { readDocuments } from "./documents.ts";
import { render } from "./markdown.ts";
import { OPTIONS } from "./search.ts";
import { site } from "./site.ts";

const SITE = site(readDocuments(".."));

/** What the gateway serves besides the pages. */
const OTHERS = ["/", "/docs/reference", "/docs/alerts.yaml", "/docs/icon.svg", "/docs/docs.css", "/docs/docs.js"];

test("every link leads to a page, and to a heading of it", () => {
  let links = 0;
  for (const [name, html] of SITE.pages) {
    const here = new URL(name === "index.html" ? "http://weir/docs" : `http://weir/docs/${name.replace(".html", "")}`);
    for (const [, target] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
      const url = new URL(target ?? "", here);
      if (url.host !== "weir" || OTHERS.includes(url.pathname)) {
        continue;
      }
      const page = SITE.pages.get(url.pathname === "/docs" ? "index.html" : `${url.pathname.replace("/docs/", "")}.html`);
      assert.ok(page, `${name} links to ${target}, which does not exist`);
      const anchor = decodeURIComponent(url.hash.slice(1));
      assert.ok(anchor === "" || page.includes(` id="${anchor}"`), `${name} links to ${target}, which has no such heading`);
      links++;
    }
  }
  assert.ok(links > 500);
});

test("no page needs what the content security policy forbids", () => {
  for (const [name, html] of SITE.pages) {
    assert.doesNotMatch(html, /<[^>]+\s(style|on\w+)=|<script>|<style|src="http/, name);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, `${name} has an id twice`);
  }
});

test("renders what the documents use", () => {
  const { html, sections } = render(
    "# A `b`: c\n\n## A `b`: c\n\n| | |\n|---|--:|\n| x<y | [in](a.md) [out](../no) |\n\n| k | |\n|---|---|\n\n```sh\na && b\n```\n",
    (target) => (target === "a.md" ? "a" : null),
  );

  assert.match(html, /<h1 id="a-b-c">/);
  assert.match(html, /<h2 id="a-b-c-1">/);
  assert.match(html, /<td class="right"><a href="a">in<\/a> out<\/td>/);
  assert.match(html, /<td>x&lt;y<\/td>/);
  assert.match(html, /<th scope="col">k<\/th>\n<td><\/td>/);
  assert.equal(html.match(/<thead>/g)?.length, 1);
  assert.match(html, /<pre tabindex="0"><code>a &amp;&amp; b\n<\/code><\/pre>/);
  assert.deepEqual(sections.map((section) => section.anchor), ["", "a-b-c", "a-b-c-1"]);
});

test("the search finds a section by its words", () => {
  const index = MiniSearch.loadJSON(SITE.index, OPTIONS);

  const first = (query: string): unknown => index.search(query)[0]?.["address"];
  assert.equal(first("reading your own writes"), "api#reading-your-own-writes");
  assert.equal(first("late events arrive"), "sql#how-late-do-events-arrive");
  assert.match(String(first("kubernets")), /^operations#kubernetes/);
  assert.deepEqual(index.search("nosuchword"), []);
});
