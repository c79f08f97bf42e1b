// What to do while nothing has come in: two commands for a terminal, and a line for a web page.
import { byId, setText } from "../shared/elements.ts";
import { quoted } from "./curl.ts";

const EVENT = '{"user_id":"ada","video_id":"intro"}';

export function writeFirstSteps(): void {
  const url = (path: string): string => new URL(path, document.baseURI).href;
  const post = `curl -s ${url("events")} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(EVENT)}`;
  setText(byId("first-curl", HTMLElement), `${post}\ncurl -s ${quoted(url("metrics?metric=views"))}`);
  setText(byId("first-page", HTMLElement), `<script defer src="${url("weir.js")}"></script>`);
}
