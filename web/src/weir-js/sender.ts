import type { Queue, Queued } from "./queue.ts";

/** What the sender needs of its browser. */
export interface Network {
  now(): number;
  random(): number;
  isOnline(): boolean;
  fetch(url: string, init: RequestInit): Promise<Pick<Response, "status" | "headers" | "json">>;

  /** Sends a request without reading its response; undefined if fetch can outlive the page. */
  beacon: ((url: string, body: string) => void) | undefined;
  later(task: () => void, ms: number): void;
  warn(problem: unknown): void;
}

interface Answer {
  accepted?: number;
  error?: object;
  errors?: { index?: number; code: string; message: string }[];
}

/** Requests that outlive their page may have 64 KiB together, in bytes. */
const MOST_CHARACTERS = 15_000;
const MOST_EVENTS = 50;

/** A younger event is sent without a timestamp, so that the gateway's clock counts. Clocks of devices may be wrong. */
const FRESH_MS = 5_000;
const GATHER_MS = 200;
const LONGEST_PAUSE_S = 300;

/** Sends the events of a queue. */
export interface Sender {
  /** Sends soon, together with what comes next. */
  schedule(): void;

  /** Sends at once, as the network is back. */
  retry(): void;

  /** Sends what has not been sent yet, as the page may be gone in a moment. */
  leave(): void;
}

/** Sends events in batches, and removes them from the queue when the gateway has decided on them. */
export function openSender(url: string, queue: Queue, isAllowed: () => boolean, network: Network): Sender {
  const inFlight = new Set<string>();
  let failures = 0;
  let notBefore = 0;
  let isScheduled = false;

  function schedule(ms = GATHER_MS): void {
    if (!isScheduled) {
      isScheduled = true;
      network.later(() => {
        isScheduled = false;
        begin();
      }, ms);
    }
  }

  function next(isLeaving: boolean): Queued[] {
    let characters = 0;
    return queue
      .waiting(network.now())
      .filter((event) => !(isLeaving && event.sent))
      .slice(0, MOST_EVENTS)
      .filter((event, index) => (characters += event.json.length) <= MOST_CHARACTERS || index === 0);
  }

  /** A mistake in here must not become an error of the page. */
  function begin(isLeaving = false): void {
    send(isLeaving).catch(network.warn);
  }

  async function send(isLeaving: boolean): Promise<void> {
    const now = network.now();
    if (!isAllowed() || !network.isOnline() || (inFlight.size && !isLeaving)) {
      return;
    }
    if (now < notBefore && !isLeaving) {
      return schedule(notBefore - now);
    }
    const batch = next(isLeaving);
    if (!batch.length) {
      return;
    }
    const body = `[${batch.map(({ json, at }) => (at && now - at > FRESH_MS ? `${json.slice(0, -1)},"timestamp":${at}}` : json)).join()}]`;
    batch.forEach((event) => {
      event.sent ||= now;
      queue.keep(event);
    });
    if (isLeaving && network.beacon) {
      // Whether it arrives is unknown. The next page sends these events again.
      network.beacon(url, body);
      return;
    }
    batch.forEach((event) => inFlight.add(event.name));
    let pauseS = 0;
    try {
      // A string is sent as text/plain, which needs no preflight.
      const response = await network.fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" });
      pauseS = Number(response.headers.get("Retry-After")) || 0;
      decide(batch, response.status, (await response.json()) as Answer);
      failures = 0;
    } catch {
      pauseS = Math.max(pauseS, Math.min(LONGEST_PAUSE_S, 2 ** failures++) * (0.5 + network.random() / 2));
      notBefore = network.now() + pauseS * 1000;
    }
    batch.forEach((event) => inFlight.delete(event.name));
    if (queue.waiting(now).length) {
      schedule();
    }
  }

  /** @throws Error if the events have to be sent again */
  function decide(batch: Queued[], status: number, answer: Answer): void {
    // 400 and 413 would come again. Any other error may be temporary, or a mistake that an operator corrects.
    if (answer.accepted === undefined && status !== 400 && status !== 413) {
      throw new Error();
    }
    const refused = answer.errors ?? [];
    batch.forEach((event, index) => {
      if (event.at && refused.some((error) => error.index === index && error.code === "in_future")) {
        event.at = 0;
        queue.keep(event);
      } else {
        queue.remove(event);
      }
    });
    if (answer.error || refused.length) {
      network.warn(JSON.stringify(answer));
    }
  }

  return {
    schedule: () => schedule(),
    retry() {
      notBefore = 0;
      begin();
    },
    leave: () => begin(true),
  };
}
