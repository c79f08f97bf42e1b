// Says at the top of the page whether the numbers are live.
import type { Status } from "./answers.ts";
import { byId, setText } from "../shared/elements.ts";
import { duration } from "./format.ts";
import type { Connection } from "./live.ts";

const STATES = {
  connecting: "Connecting",
  live: "Live",
  behind: "Behind",
  broken: "Disconnected",
  signedOut: "Not signed in",
};

/** Whether the gateway responds, but not to this token. */
function isRefused(connection: Connection): boolean {
  return connection.state === "broken" && [401, 403].includes(connection.problem.status);
}

export class ConnectionLabel {
  readonly #box = byId("connection", HTMLElement);
  readonly #state = byId("connection-state", HTMLElement);
  readonly #lag = byId("connection-lag", HTMLElement);
  readonly #notice = byId("notice", HTMLElement);
  #connection: Connection = { state: "connecting" };
  #behind: string | null = null;
  #problem: string | null = null;
  #problemAt = 0;

  constructor() {
    setInterval(() => this.#write(), 1000);
  }

  show(connection: Connection): void {
    this.#connection = connection;
    this.#write();
  }

  /** The job counts more slowly than events arrive, or not at all. */
  lags(status: Status): void {
    this.#behind = status.job?.behind
      ? (status.job.message ?? `The numbers are ${duration(status.job.lag_ms ?? 0)} behind.`)
      : null;
    this.#write();
  }

  /** A number could not be read. The gateway goes on trying. */
  warn(message: string): void {
    this.#problem = message;
    this.#problemAt = Date.now();
    this.#write();
  }

  #write(): void {
    if (Date.now() - this.#problemAt > 10_000) {
      this.#problem = null;
    }
    const { state } = this.#connection;
    const isBehind = state === "live" && (this.#behind ?? this.#problem) !== null;
    const shown = isRefused(this.#connection) ? "signedOut" : isBehind ? "behind" : state;
    this.#box.dataset["state"] = shown;
    setText(this.#state, STATES[shown]);
    setText(this.#lag, this.#retry());
    const notice = this.#text(isBehind);
    this.#notice.hidden = notice === "";
    setText(this.#notice, notice);
  }

  #retry(): string {
    return this.#connection.state === "broken" && this.#connection.retryAt !== null
      ? `trying again in ${duration(this.#connection.retryAt - Date.now())}`
      : "";
  }

  #text(isBehind: boolean): string {
    if (this.#connection.state === "broken" && !isRefused(this.#connection)) {
      return "No connection to the gateway. The numbers are from the times beside them.";
    }
    return isBehind ? (this.#behind ?? this.#problem ?? "") : "";
  }
}
