// Turns a document into HTML that the gateway's content security policy allows, and that links to the other pages.
import MarkdownIt from "markdown-it";
import type { Token } from "markdown-it";

/** A heading with the text below it, as the search finds it. */
export interface Section {
  readonly anchor: string;
  readonly heading: string;
  readonly text: string;
}

export interface Rendered {
  readonly html: string;
  readonly sections: readonly Section[];
}

/** Returns the address for a link's target, or null if the site does not have the target. */
export type Resolve = (target: string) => string | null;

const MARKDOWN = new MarkdownIt();

// A wide table scrolls, not the page. It has the focus for that, so that the keys work.
MARKDOWN.renderer.rules["table_open"] = () => '<div class="scroll" tabindex="0"><table>\n';
MARKDOWN.renderer.rules["table_close"] = () => "</table></div>\n";
MARKDOWN.renderer.rules["fence"] = (tokens, index) => codeBlock(tokens[index]?.content ?? "");
MARKDOWN.renderer.rules["code_block"] = (tokens, index) => codeBlock(tokens[index]?.content ?? "");

export function render(markdown: string, resolve: Resolve): Rendered {
  const tokens = withoutEmptyHeads(MARKDOWN.parse(markdown, {}));
  const sections = nameHeadings(tokens);
  for (const token of tokens) {
    if (token.type === "inline") {
      // The pictures show the live page, which the same gateway serves.
      token.children = (token.children ?? []).filter((child) => child.type !== "image");
      resolveLinks(token.children, resolve);
    }
    alignByClass(token);
  }
  return { html: MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}), sections };
}

export function escape(text: string): string {
  return MARKDOWN.utils.escapeHtml(text);
}

/** The anchor that GitHub gives a heading, because the documents are read there, too. */
export function anchorFor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

function codeBlock(code: string): string {
  return `<div class="snippet"><pre tabindex="0"><code>${escape(code)}</code></pre></div>\n`;
}

function nameHeadings(tokens: readonly Token[]): Section[] {
  const used = new Map<string, number>();
  const sections: { anchor: string; heading: string; texts: string[] }[] = [{ anchor: "", heading: "", texts: [] }];
  tokens.forEach((token, index) => {
    const content = tokens[index + 1];
    if (token.type === "heading_open" && content) {
      const heading = textOf(content);
      const base = anchorFor(heading);
      const times = used.get(base) ?? 0;
      used.set(base, times + 1);
      const anchor = times === 0 ? base : `${base}-${times}`;
      token.attrSet("id", anchor);
      sections.push({ anchor, heading, texts: [] });
    } else if (token.type === "inline" && tokens[index - 1]?.type !== "heading_open") {
      sections.at(-1)?.texts.push(textOf(token));
    } else if (token.type === "fence") {
      sections.at(-1)?.texts.push(token.content);
    }
  });
  return sections.map(({ anchor, heading, texts }) => ({ anchor, heading, text: texts.join(" ").trim() }));
}

function textOf(inline: Token): string {
  return (inline.children ?? []).map((child) => (child.type === "softbreak" ? " " : child.content)).join("");
}

/** A link to what the site does not have becomes its text. */
function resolveLinks(tokens: Token[], resolve: Resolve): void {
  let removed = false;
  for (const token of tokens) {
    if (token.type === "link_open") {
      const address = resolve(String(token.attrGet("href")));
      removed = address === null;
      if (address !== null) {
        token.attrSet("href", address);
      }
    }
    if (removed && (token.type === "link_open" || token.type === "link_close")) {
      removed = token.type === "link_open";
      token.type = "text";
      token.content = "";
    }
  }
}

/** The policy forbids the attribute style. */
function alignByClass(token: Token): void {
  const alignment = /^text-align:(\w+)$/.exec(String(token.attrGet("style")))?.[1];
  if (alignment !== undefined) {
    token.attrs = [["class", alignment]];
  }
}

/** Markdown requires a head in each table. A head without text says nothing to a screen reader. */
function withoutEmptyHeads(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.type === "thead_open") {
      const end = tokens.findIndex((other, at) => at > index && other.type === "thead_close");
      const head = tokens.slice(index, end + 1);
      if (head.every((cell) => cell.content === "")) {
        index = end;
        continue;
      }
      for (const [at, cell] of head.entries()) {
        if (cell.type === "inline") {
          nameHead(cell, head[at - 1], head[at + 1]);
        }
      }
    }
    kept.push(token);
  }
  return kept;
}

function nameHead(cell: Token, open: Token | undefined, close: Token | undefined): void {
  if (open && close && cell.content === "") {
    open.tag = close.tag = "td";
  } else {
    open?.attrSet("scope", "col");
  }
}
