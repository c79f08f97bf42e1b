// Opens Chromium through Playwright.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const CLIENTS = resolve(dirname(fileURLToPath(import.meta.url)), "../../integration-tests/clients");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export function openBrowser() {
  execFileSync(join(CLIENTS, "install"), { stdio: "inherit" });
  const { chromium } = createRequire(join(CLIENTS, "package.json"))("playwright-core");
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
}
