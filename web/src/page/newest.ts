// Numbers on the page never go back in time: an answer that is older than the one shown is ignored. It can come from
// another gateway, or from a replica of ClickHouse that is behind.
export class Newest {
  readonly #shown = new Map<string, number>();

  /** Whether to show an answer to a query. The answers to a query may be equally old: then the last one counts. */
  admits(query: string, asOf: string | null): boolean {
    const time = asOf === null ? -Infinity : Date.parse(asOf);
    if (time < (this.#shown.get(query) ?? -Infinity)) {
      return false;
    }
    this.#shown.set(query, time);
    return true;
  }
}
