// How old each number is. The page looks at its own clock only for the time since an answer arrived.
import { setText } from "../shared/elements.ts";
import { clock, duration } from "./format.ts";

interface Shown {
  asOf: string | null;
  lagMillis: number;
  receivedAt: number;
}

export class FreshnessLabels {
  readonly #shown = new Map<Element, Shown>();

  constructor() {
    setInterval(() => this.#shown.forEach((_shown, label) => this.#write(label)), 1000);
  }

  show(label: Element, freshness: { as_of: string | null; lag_ms: number | null }): void {
    this.#shown.set(label, {
      asOf: freshness.as_of,
      lagMillis: freshness.lag_ms ?? 0,
      receivedAt: performance.now(),
    });
    this.#write(label);
  }

  #write(label: Element): void {
    const shown = this.#shown.get(label);
    if (shown?.asOf) {
      const age = shown.lagMillis + performance.now() - shown.receivedAt;
      setText(label, `as of ${clock(shown.asOf)} UTC, ${duration(age)} ago`);
    } else {
      setText(label, "nothing counted yet");
    }
  }
}
