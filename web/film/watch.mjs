#!/usr/bin/env node
// Watches a live page while Weir runs, and reports each number that falls.
//
//   web/film/watch.mjs ADDRESS [MINUTES]      such as http://127.0.0.1:8080 10
//
// Prints each change of the page's state (Live, Behind, Disconnected) with its notice, and then how long each state
// lasted and how far each number rose. Exits with 1 if a number fell. Views today and active users begin again at
// midnight UTC: do not watch across it. Needs node and Chromium.
import { openBrowser } from "./browser.mjs";

const [, , address, minutes = "10"] = process.argv;
const NUMBERS = ["views-today", "dau", "wau", "mau", "ledger-read", "ledger-counted", "ledger-duplicates", "ledger-late"];
const NUMBERS_OF_VIDEOS = "#top-videos li";
const PROGRESS_MS = 60_000;

if (!address || !(Number(minutes) > 0)) {
  console.error("Usage: web/film/watch.mjs ADDRESS [MINUTES]");
  process.exit(2);
}

/** In the page: reports the state and the numbers after every change of the document. */
function report({ ids, videos }) {
  const read = () => {
    const numbers = {};
    for (const id of ids) {
      numbers[id] = document.getElementById(id).textContent;
    }
    for (const item of document.querySelectorAll(videos)) {
      const count = item.querySelector(".count").textContent;
      numbers[`views of ${item.textContent.slice(0, -count.length)}`] = count;
    }
    const text = (id) => document.getElementById(id).textContent;
    window.seen({ state: text("connection-state"), notice: text("notice"), numbers });
  };
  new MutationObserver(read).observe(document.body, { childList: true, characterData: true, subtree: true });
  read();
}

const began = Date.now();
const states = new Map();
const highest = new Map();
const first = new Map();
const falls = [];
let changes = 0;
let state = "";
let since = began;

function say(text) {
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
}

function leave() {
  states.set(state, (states.get(state) ?? 0) + Date.now() - since);
  since = Date.now();
}

function seen(now) {
  changes++;
  if (now.state !== state) {
    leave();
    state = now.state;
    say(now.notice ? `${state}: ${now.notice}` : state);
  }
  for (const [name, text] of Object.entries(now.numbers)) {
    const value = Number(text.replaceAll(",", ""));
    // A dash stands where there is no number yet.
    if (text === "" || Number.isNaN(value)) {
      continue;
    }
    if (value < highest.get(name)) {
      falls.push(name);
      say(`${name} fell from ${highest.get(name)} to ${value}`);
    }
    first.set(name, first.get(name) ?? value);
    highest.set(name, Math.max(value, highest.get(name) ?? value));
  }
}

const browser = await openBrowser();
try {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.exposeFunction("seen", seen);
  await page.goto(address);
  await page.evaluate(report, { ids: NUMBERS, videos: NUMBERS_OF_VIDEOS });
  for (let left = Number(minutes) * 60_000; left > 0; left -= PROGRESS_MS) {
    await page.waitForTimeout(Math.min(left, PROGRESS_MS));
    say(`${changes} changes seen, views today ${highest.get("views-today") ?? "–"}`);
  }
  leave();
  errors.forEach((error) => say(`the page's script failed: ${error}`));
  console.log("\nState of the page:");
  states.delete("");
  for (const [name, millis] of states) {
    console.log(`  ${name.padEnd(14)} ${(millis / 1000).toFixed(1).padStart(7)} s`);
  }
  console.log("Numbers:");
  for (const [name, value] of highest) {
    console.log(`  ${name.padEnd(24)} ${first.get(name)} → ${value}`);
  }
  console.log(falls.length > 0 ? `${falls.length} numbers fell` : "No number fell.");
  process.exitCode = falls.length > 0 || errors.length > 0 ? 1 : 0;
} finally {
  await browser.close();
}
