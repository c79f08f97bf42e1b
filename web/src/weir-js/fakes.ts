/** Hand-written stand-ins of a browser, for tests. */
import type { Network } from "./sender.ts";
import { openStore, type Store } from "./store.ts";

/** localStorage that several tabs share, and that may be full. */
export class FakeStorage implements Storage {
  [name: string]: unknown;
  readonly #texts = new Map<string, string>();
  #isFull = false;

  get length(): number {
    return this.#texts.size;
  }

  fill(): void {
    this.#isFull = true;
  }

  key(index: number): string | null {
    return [...this.#texts.keys()][index] ?? null;
  }

  getItem(name: string): string | null {
    return this.#texts.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    if (this.#isFull) {
      throw new Error("full");
    }
    this.#texts.set(name, text);
  }

  removeItem(name: string): void {
    this.#texts.delete(name);
  }

  clear(): void {
    this.#texts.clear();
  }
}

export function storeOf(storage: FakeStorage): Store {
  return openStore(() => storage);
}

type Answer = { status: number; body: object | string; retryAfter?: string; afterMs?: number };

/** A gateway behind a network, with a clock that tests turn. */
export class FakeNetwork implements Network {
  readonly requests: { id: string; timestamp?: number }[][] = [];
  readonly beacons: string[] = [];
  readonly warnings: string[] = [];
  readonly answers: (Answer | "lost")[] = [];
  online = true;
  beacon: ((url: string, body: string) => void) | undefined = undefined;
  #clock = 1_000_000;
  #tasks: { at: number; run: () => void }[] = [];

  now = (): number => this.#clock;
  random = (): number => 1;
  isOnline = (): boolean => this.online;

  async fetch(_url: string, init: RequestInit): Promise<Pick<Response, "status" | "headers" | "json">> {
    this.requests.push(JSON.parse(String(init.body)));
    const answer: Answer | "lost" = this.answers.shift() ?? { status: 200, body: { accepted: 1 } };
    if (answer === "lost") {
      throw new TypeError("Failed to fetch");
    }
    await new Promise<void>((arrive) => (answer.afterMs ? this.later(arrive, answer.afterMs) : arrive()));
    return {
      status: answer.status,
      headers: new Headers(answer.retryAfter ? { "Retry-After": answer.retryAfter } : {}),
      json: async () => (typeof answer.body === "string" ? JSON.parse(answer.body) : answer.body),
    };
  }

  later(run: () => void, ms: number): void {
    this.#tasks.push({ at: this.#clock + ms, run });
  }

  warn = (problem: unknown): void => void this.warnings.push(String(problem));

  /** Lets time pass, and everything happen that is due by then. */
  async pass(ms: number): Promise<void> {
    const end = this.#clock + ms;
    for (;;) {
      await new Promise(setImmediate);
      const task = this.#tasks.sort((one, other) => one.at - other.at)[0];
      if (task === undefined || task.at > end) {
        break;
      }
      this.#tasks.shift();
      this.#clock = Math.max(this.#clock, task.at);
      task.run();
    }
    this.#clock = end;
  }

  ids(): string[][] {
    return this.requests.map((request) => request.map(({ id }) => id));
  }
}
