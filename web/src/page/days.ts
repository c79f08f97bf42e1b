// Days as texts, YYYY-MM-DD, which is how the gateway writes them.

const DAY_MILLIS = 86_400_000;

/** The day that it is in a time zone. */
export function today(now: number, zone = "UTC"): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: zone }).format(now);
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MILLIS).toISOString().slice(0, 10);
}

/** The days from one to another, both inclusive. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MILLIS) + 1;
}

/** The next instant that is a multiple of a length of time since 1970. Of days, it is midnight in UTC. */
export function nextMultiple(now: number, millis: number): number {
  return (Math.floor(now / millis) + 1) * millis;
}

/** The time zones that the browser knows, with UTC and its own zone first. */
export function zones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])].filter(Boolean);
}
