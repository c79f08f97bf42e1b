// The outcome of every event: the ledger, refusals, and the job.
import type { Status } from "./answers.ts";
import { byId, element, setText } from "../shared/elements.ts";
import { clock, duration, exact, rate } from "./format.ts";

export function showStatus(status: Status): void {
  showIngest(status.ingest);
  showJob(status.job);
  showLedger(status.ledger);
}

function showIngest(ingest: Status["ingest"]): void {
  put("events-per-second", ingest?.events_per_second ?? null, rate);
  setText(byId("events-per-second-fresh", HTMLElement), "arriving now, at all gateways");
  const refused = (ingest?.refused ?? []).filter((reason) => reason.last_15_minutes > 0);
  byId("refused", HTMLElement).hidden = refused.length === 0;
  byId("refused-none", HTMLElement).hidden = refused.length > 0;
  byId("refused-rows", HTMLElement).replaceChildren(
    ...refused.map((reason) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, element("code", {}, reason.code)),
        element("td", {}, exact(reason.last_minute)),
        element("td", {}, exact(reason.last_15_minutes)),
      ),
    ),
  );
}

function showJob(job: Status["job"]): void {
  put("job-lag", job?.lag_ms ?? null, duration);
  put("job-events", job?.lag_events ?? null, exact);
  const at = job?.checkpoint?.completed_at;
  const checkpoint = job?.checkpoint;
  setText(
    byId("job-checkpoint", HTMLElement),
    checkpoint ? `${checkpoint.number}${at ? ` at ${clock(at)} UTC` : ""}` : "–",
  );
  setText(byId("job-message", HTMLElement), job?.message ?? "");
}

function showLedger(ledger: Status["ledger"]): void {
  const badge = byId("balance", HTMLElement);
  const state = ledger?.balanced == null ? "unknown" : ledger.balanced ? "good" : "bad";
  badge.dataset["state"] = state;
  setText(badge, { unknown: "Not compared yet", good: "Balanced", bad: "Not balanced" }[state]);
  put("ledger-read", ledger?.read ?? null, exact);
  put("ledger-counted", ledger?.counted ?? null, exact);
  put("ledger-duplicates", ledger?.duplicates ?? null, exact);
  put("ledger-late", ledger?.late ?? null, exact);
  put("ledger-dead", ledger?.dead ?? null, exact);
  const when = ledger?.checked_at ? `Compared at ${clock(ledger.checked_at)} UTC.` : "";
  setText(byId("ledger-fresh", HTMLElement), [when, ledger?.message ?? ""].filter(Boolean).join(" "));
}

function put(id: string, value: number | null, write: (value: number) => string): void {
  setText(byId(id, HTMLElement), value === null ? "–" : write(value));
}
