// Bundles what browsers load into target/classes, from where the gateway serves it. With --tests, bundles the unit tests.
import { build } from "esbuild";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const OUTPUT = "target/classes/dev/weir/web";
const TESTS = "target/tests";

/**
 * The parts of the module: a folder of src, the scripts and styles that browsers load, and files that are copied. Visitors
 * of web sites have older browsers.
 */
const PARTS = [
  { folder: "src/page", entries: ["page.ts", "page.css"], copied: ["index.html", "icon.svg"] },
  { folder: "src/docs", entries: ["docs.ts", "docs.css"], copied: [] },
  { folder: "src/weir-js", entries: ["weir.ts"], copied: [], target: "es2018" },
];

const SETTINGS = { bundle: true, charset: "utf8", logLevel: "warning", target: "es2022" };

if (process.argv.includes("--tests")) {
  rmSync(TESTS, { recursive: true, force: true });
  await build({
    ...SETTINGS,
    entryPoints: testsBelow("src"),
    entryNames: "[name]",
    format: "esm",
    outdir: TESTS,
    platform: "node",
    sourcemap: "inline",
  });
} else {
  mkdirSync(OUTPUT, { recursive: true });
  const packages = new Set();
  for (const part of PARTS) {
    const { metafile } = await build({
      ...SETTINGS,
      banner: { js: "/*! Weir, Apache-2.0. Libraries of others: /assets/licences.txt */" },
      entryPoints: part.entries.map((entry) => join(part.folder, entry)),
      entryNames: "[name]",
      format: "iife",
      legalComments: "inline",
      metafile: true,
      minify: true,
      outdir: OUTPUT,
      target: part.target ?? SETTINGS.target,
    });
    Object.keys(metafile.inputs).forEach((input) => packageOf(input).forEach((name) => packages.add(name)));
    for (const file of part.copied) {
      cpSync(join(part.folder, file), join(OUTPUT, basename(file)));
    }
  }
  writeFileSync(join(OUTPUT, "licences.txt"), [...packages].sort().map(licenceOf).join("\n"));
  await writeDocuments();
}

/** Renders the documents of the repository. The program that does so is bundled first, because Node.js runs no TypeScript. */
async function writeDocuments() {
  const program = resolve("target/site.mjs");
  await build({
    ...SETTINGS,
    entryPoints: ["src/docs/site.ts"],
    format: "esm",
    outfile: program,
    packages: "external",
    platform: "node",
  });
  const { write } = await import(pathToFileURL(program).href);
  write("..", join(OUTPUT, "docs"));
}

function testsBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? testsBelow(path) : path.endsWith(".test.ts") ? [path] : [];
  });
}

function packageOf(input) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
  return found ? [found[1]] : [];
}

/** The licences require that their text goes with every copy. */
function licenceOf(name) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((file) => join(folder, file)).find(existsSync);
  if (!file) {
    throw new Error(`${name} comes without the text of its licence.`);
  }
  return `${name} ${version}, ${license}\n\n${readFileSync(file, "utf8")}`;
}
