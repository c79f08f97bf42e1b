import type { Store } from "./store.ts";

/** An event that waits for the gateway. Its JSON never changes, so that each attempt sends the same event. */
export interface Queued {
  readonly name: string;
  readonly json: string;

  /** When it happened, in milliseconds since 1970 by the device's clock; 0 if the time of receipt shall count. */
  at: number;

  /** When it was first sent, or 0. */
  sent: number;
}

const PREFIX = "weir.event.";
const MOST = 200;

/** The events that wait. */
export interface Queue {
  /** Adds an event, unless too many wait. */
  add(eventId: string, json: string, at: number): void;
  keep(event: Queued): void;
  remove(event: Queued): void;

  /** The events of this page, and those that it found when it opened, in the order in which they happened. */
  waiting(now: number): Queued[];
  clear(): void;
}

/**
 * Opens the queue in a store. Each event has its own name there, so tabs that write at the same time do not overwrite
 * each other's events. If two tabs send the same event, it counts once because of its event_id.
 *
 * @param horizonMs for how long the gateway recognizes an event that was sent before
 */
export function openQueue(store: Store, horizonMs: number): Queue {
  function names(): string[] {
    return store.names().filter((name) => name.startsWith(PREFIX));
  }

  // Pages that are still open send the later ones.
  const own = new Set(names());

  function keep(event: Queued): void {
    store.set(event.name, `${event.at} ${event.sent} ${event.json}`);
  }

  return {
    add(eventId, json, at) {
      const name = PREFIX + eventId;
      if (names().length < MOST) {
        own.add(name);
        keep({ name, json, at, sent: 0 });
      }
    },
    keep,
    remove: ({ name }) => store.remove(name),
    waiting: (now) =>
      names()
        .filter((name) => own.has(name))
        .sort()
        .flatMap((name) => {
          const event = parse(name, store.get(name));
          if (event === undefined || (event.sent && Math.abs(now - event.sent) > horizonMs)) {
            // It may have arrived. The gateway would no longer recognize it, and count it twice.
            store.remove(name);
            return [];
          }
          return [event];
        }),
    clear: () => names().forEach(store.remove),
  };
}

/** Anything may be in the storage of a page. One event that is not JSON would spoil the whole batch. */
function parse(name: string, text: string | undefined): Queued | undefined {
  const [, at, sent, json] = /^(\d+) (\d+) (\{.*\})$/.exec(text ?? "") ?? [];
  try {
    JSON.parse(json ?? "");
  } catch {
    return undefined;
  }
  return { name, json: String(json), at: Number(at), sent: Number(sent) };
}
