// SPDX-License-Identifier: Apache-2.0

/** The longest time of `setTimeout`, about 25 days. A longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Calls back after a time. Returns a function that cancels it. */
export function after(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, Math.min(Math.max(milliseconds, 0), LONGEST_MS));
  return () => clearTimeout(timer);
}
