// "Where is my event?": asks for the fate of one event.
import type { Fates } from "./answers.ts";
import { byId, element } from "../shared/elements.ts";
import { exact } from "./format.ts";
import { json, Problem } from "./requests.ts";

const FATES: Record<string, string> = {
  counted: "Counted.",
  pending: "Accepted, and not counted yet.",
  late: "Too late to count; kept as a dead letter.",
  malformed: "Could not be read; kept as a dead letter.",
  duplicate: "A duplicate of an event that was counted.",
  unaccounted: "Not accounted for. Please report this.",
};

export function startLookup(): void {
  const form = byId("lookup", HTMLFormElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void find();
  });
}

async function find(): Promise<void> {
  const event = byId("lookup-event", HTMLInputElement).value;
  const parameters = new URLSearchParams({
    user_id: byId("lookup-user", HTMLInputElement).value,
    since: byId("lookup-since", HTMLSelectElement).value,
  });
  const fate = byId("fate", HTMLElement);
  fate.replaceChildren(element("p", { className: "quiet" }, "Looking …"));
  try {
    fate.replaceChildren(...written(await json<Fates>(`events/${encodeURIComponent(event)}?${parameters}`)));
  } catch (failed) {
    fate.replaceChildren(element("p", {}, explained(failed)));
  }
}

function written(fates: Fates): HTMLElement[] {
  const copies = fates.copies.map((copy) => {
    const place = copy.offset === undefined ? "" : ` Partition ${copy.partition}, offset ${exact(copy.offset)}.`;
    const letter = copy.dead_letter === undefined ? "" : ` Dead letter ${copy.dead_letter}.`;
    return element("li", {}, `${copy.why}${place}${letter}`);
  });
  return [
    element("p", {}, element("strong", {}, FATES[fates.fate] ?? fates.fate)),
    element("ul", { className: "copies" }, ...copies),
  ];
}

function explained(failed: unknown): string {
  if (failed instanceof Problem && failed.status === 403) {
    return `${failed.message} Sign in with a token that has the scope admin.`;
  }
  return failed instanceof Error ? failed.message : String(failed);
}
