// The connection over which the gateway pushes numbers: one for the whole page, and none while the tab is hidden.
import { EventSourceParserStream } from "eventsource-parser/stream";
import { pause } from "./backoff.ts";
import { Problem, request } from "./requests.ts";

/** The gateway sends something at least every five seconds. */
const SILENCE_MILLIS = 15_000;

/** Sign-in and rights are for people to change: trying again would not help. */
const FINAL = [400, 401, 403];

export type Connection =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "broken"; problem: Problem; retryAt: number | null };

export interface Listener {
  message(event: string, data: unknown): void;
  changed(connection: Connection): void;
}

export class Live {
  readonly #listener: Listener;
  #path: string | null = null;
  #running = new AbortController();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    listener.changed({ state: "connecting" });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
  }

  /** Replaces the connection by one for these queries of GET /metrics. */
  show(queries: string[]): void {
    const parameters = new URLSearchParams({ status: "true" });
    queries.forEach((query) => parameters.append("query", query));
    this.#path = `metrics/stream?${parameters}`;
    this.#open();
  }

  #close(): void {
    this.#running.abort();
    clearTimeout(this.#retry);
  }

  #open(): void {
    this.#close();
    if (this.#path !== null && !document.hidden) {
      this.#running = new AbortController();
      void this.#run(this.#path, this.#running.signal);
    }
  }

  async #run(path: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#read(path, signal);
    } catch (failed) {
      if (!signal.aborted) {
        this.#broke(failed instanceof Problem ? failed : new Problem(0, "unreachable", String(failed)));
      }
    }
  }

  #broke(problem: Problem): void {
    this.#failures++;
    const wait = Math.max(pause(this.#failures, Math.random()), problem.retryAfterMillis ?? 0);
    const isFinal = FINAL.includes(problem.status);
    this.#listener.changed({ state: "broken", problem, retryAt: isFinal ? null : Date.now() + wait });
    if (!isFinal) {
      this.#retry = setTimeout(() => this.#open(), wait);
    }
  }

  /** Returns only by an exception: the stream has no end of its own. */
  async #read(path: string, signal: AbortSignal): Promise<never> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
    const either = AbortSignal.any([signal, silence.signal]);
    try {
      const response = await request(path, "text/event-stream", either);
      const reader = response
        .body!.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
        .pipeThrough(new EventSourceParserStream())
        .getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) {
          throw new Problem(0, "closed", "The gateway has closed the connection.");
        }
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
        this.#failures = 0;
        this.#listener.changed({ state: "live" });
        this.#listener.message(value.event ?? "message", JSON.parse(value.data));
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
