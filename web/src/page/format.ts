// How the page writes numbers.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count, with all of its digits: people compare it with other counts. */
export function count(value: number | bigint): string {
  return WHOLE.format(value);
}
