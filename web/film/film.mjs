#!/usr/bin/env node
// Films the first minute with Weir: clones it, starts ./run --demo, and opens the live page in Chromium.
// Prints when something was to be seen, saves pictures of it, and draws docs/live-page.svg.
//
//   web/film/film.mjs [FOLDER]      pictures and the clone go into FOLDER, target/film by default
//
// Needs node, git, Chromium, and what ./run needs.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser.mjs";
import { svgOf } from "./svg.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const FOLDER = resolve(process.argv[2] ?? join(ROOT, "target/film"));
const FRAMES = 20;
const HISTORY_MS = 90_000;
const WIDTH = 1280;
const PORTS = ["HTTP", "MANAGEMENT", "GRPC", "FLINK_UI", "FLINK_METRICS", "KAFKA", "CLICKHOUSE"];

const began = Date.now();

function note(what) {
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${what}`);
}

/** Starts Weir with free ports. Resolves with the gateway's address when it is ready. */
function start(clone) {
  const environment = { ...process.env, WEIR_DATA_DIR: join(FOLDER, "data") };
  PORTS.forEach((port) => (environment[`WEIR_${port}_PORT`] = "0"));
  const run = spawn("./run", ["--demo"], { cwd: clone, env: environment, stdio: ["ignore", "pipe", "inherit"] });
  const ready = new Promise((found, failed) => {
    createInterface({ input: run.stdout }).on("line", (line) => {
      const gateway = /gateway\s+(http:\S+)/.exec(line);
      if (gateway) {
        found(gateway[1]);
      }
    });
    run.on("exit", () => failed(new Error("./run has ended. Its messages are above.")));
  });
  return { run, ready };
}

async function stop(run) {
  const ended = new Promise((done) => run.once("exit", done));
  run.removeAllListeners("exit");
  run.once("exit", () => {});
  run.kill("SIGTERM");
  await ended;
}

async function film(browser, address) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: "light" });
  await page.goto(address);
  note("the page is open");
  const chart = page.locator("canvas").first();
  for (let frame = 0; frame < FRAMES; frame++) {
    if (frame === 0) {
      await chart.waitFor();
      note("the page shows its first chart");
    }
    await page.screenshot({ path: join(FOLDER, `frame-${String(frame).padStart(2, "0")}.png`) });
    await page.waitForTimeout(1_000);
  }
  await page.waitForTimeout(HISTORY_MS);
  note("the history is loaded");
  await page.evaluate(() => document.fonts.ready);
  writeFileSync(join(ROOT, "docs/live-page.svg"), await page.evaluate(svgOf, { width: WIDTH, height: 1_060 }));
  for (const [width, height, colorScheme, name] of [
    [WIDTH, 900, "light", "desktop-light"],
    [WIDTH, 900, "dark", "desktop-dark"],
    [390, 844, "light", "phone-light"],
    [390, 844, "dark", "phone-dark"],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
  }
  note(`pictures are in ${FOLDER}, and docs/live-page.svg is drawn`);
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const browser = await openBrowser();
const clone = join(FOLDER, "weir");
execFileSync("git", ["clone", "--quiet", ROOT, clone]);
note("cloned; ./run --demo builds and starts");
const { run, ready } = start(clone);
try {
  const address = await ready;
  note(`weir is ready at ${address}`);
  await film(browser, address);
} finally {
  await browser.close();
  await stop(run);
}
