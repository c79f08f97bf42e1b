// The documents of the repository, and where each of them is below /docs.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export interface Document {
  /** The last part of the address. */
  readonly name: string;
  /** The path in the repository. */
  readonly source: string;
  readonly title: string;
  /** What the README says about the document, in a few words. */
  readonly about: string;
  readonly markdown: string;
}

export interface Group {
  readonly title: string;
  readonly documents: readonly Document[];
}

/** The order of the documents. Others come after these. */
const ORDER: readonly (readonly [string, readonly string[]])[] = [
  ["Start", ["quickstart", "glossary", "changelog"]],
  ["Send and read", ["api", "clients", "websites", "other-ways-in", "readings", "metrics", "sql", "dashboards"]],
  ["Operate", ["operations", "operators", "security", "capacity"]],
  ["How it works", ["architecture", "exactly-once", "steadiness", "performance", "benchmarks"]],
];

const DECISIONS = "docs/adr/";

export function readDocuments(root: string): Document[] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const sources = [
    "README.md",
    "CHANGELOG.md",
    ...markdownIn(root, "docs/"),
    ...markdownIn(root, DECISIONS),
  ];
  return sources.map((source) => {
    const markdown = readFileSync(join(root, source), "utf8");
    return { name: nameOf(source), source, title: titleOf(source, markdown), about: aboutOf(source, readme), markdown };
  });
}

export function groups(documents: readonly Document[]): Group[] {
  const isDecision = ({ source }: Document): boolean => source.startsWith(DECISIONS);
  const found = ORDER.map(([title, names]) => ({
    title,
    documents: names.flatMap((name) => documents.filter((document) => document.name === name)),
  }));
  const placed = new Set(found.flatMap((group) => group.documents));
  const others = documents.filter((document) => !placed.has(document) && !isDecision(document));
  return [
    ...found,
    { title: "More", documents: others },
    { title: "Decisions", documents: documents.filter(isDecision) },
  ].filter((group) => group.documents.length > 0);
}

/** The address of a part of the start page, which a link to the folder of decisions leads to. */
export function anchorOf(group: string): string {
  return group.toLowerCase().replaceAll(" ", "-");
}

function markdownIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => folder + file);
}

function nameOf(source: string): string {
  if (source === "README.md") {
    return "quickstart";
  }
  return source.replace(DECISIONS, "adr-").replace("docs/", "").replace(/\.md$/, "").toLowerCase();
}

function titleOf(source: string, markdown: string): string {
  if (source === "README.md") {
    return "Quickstart";
  }
  const heading = /^# (.*)$/m.exec(markdown)?.[1];
  if (heading === undefined) {
    throw new Error(`${source} has no title.`);
  }
  return heading.replaceAll("`", "");
}

function aboutOf(source: string, readme: string): string {
  const line = readme.split("\n").find((line) => line.startsWith(`- [${source}](${source}): `));
  return line === undefined ? "" : line.slice(line.indexOf("): ") + 3);
}
