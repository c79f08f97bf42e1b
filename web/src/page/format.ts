// How the page writes numbers and times.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const EXACT = new Intl.NumberFormat("en", { maximumFractionDigits: 20 });
const COMPACT = new Intl.NumberFormat("en", { maximumFractionDigits: 1, notation: "compact" });
const TENTHS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

/** A number with all of its digits: people compare it with other numbers. */
export function exact(value: number): string {
  return EXACT.format(value);
}

/** A number for the axis of a chart. */
export function compact(value: number): string {
  return COMPACT.format(value);
}

/** A rate, such as events a second. */
export function rate(value: number): string {
  return value >= 100 ? WHOLE.format(value) : TENTHS.format(value);
}

/** A length of time, in the largest unit that has at least one. */
export function duration(millis: number): string {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 120) {
    return `${Math.floor(seconds)} s`;
  }
  if (seconds < 2 * 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

/** The time of the day in UTC: 12:00:01. */
export function clock(instant: string): string {
  return CLOCK.format(new Date(instant));
}

/** A day: Nov 21. */
export function dayName(day: string): string {
  return DAY.format(new Date(day));
}
