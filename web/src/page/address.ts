// The chart that people choose, as a part of the page's address and as a query of GET /metrics.
import type { Interval, Shape } from "./catalogue.ts";
import { daysBetween, plusDays, today } from "./days.ts";

export interface Choice {
  metric: string;
  /** One of RANGES, or empty for the days from and to. */
  range: string;
  from: string;
  to: string;
  interval: Interval;
  /** The groups of the rows. */
  by: string[];
  /** The values that groups may have. */
  only: [group: string, value: string][];
  zone: string;
}

interface Range {
  name: string;
  days?: number;
  hours?: number;
}

export const RANGES: Record<string, Range> = {
  "1h": { name: "The last hour", hours: 1 },
  "6h": { name: "The last 6 hours", hours: 6 },
  "24h": { name: "The last 24 hours", hours: 24 },
  "1d": { name: "Today", days: 1 },
  "7d": { name: "The last 7 days", days: 7 },
  "30d": { name: "The last 30 days", days: 30 },
  "90d": { name: "The last 90 days", days: 90 },
  "365d": { name: "The last 365 days", days: 365 },
};

/** The gateway repeats at most so many rows. */
const MAX_ROWS = 10_000;

const MAX_DAYS_OF_MINUTES = 2;
const MAX_DAYS_OF_HOURS = 92;

const HOUR_MILLIS = 3_600_000;
export const STEP_MILLIS = 300_000;

const OWN = new Set(["metric", "range", "from", "to", "interval", "by", "tz"]);

export const FIRST_CHOICE: Choice = {
  metric: "views",
  range: "30d",
  from: "",
  to: "",
  interval: "day",
  by: [],
  only: [],
  zone: "UTC",
};

/** Reads an address. What it lacks has its default; null if it names no chart. */
export function choiceOf(address: string): Choice | null {
  const parameters = new URLSearchParams(address);
  const metric = parameters.get("metric");
  if (metric === null) {
    return null;
  }
  const from = parameters.get("from") ?? "";
  const range = parameters.get("range") ?? "";
  return {
    metric,
    range: range in RANGES || from === "" ? (range in RANGES ? range : FIRST_CHOICE.range) : "",
    from,
    to: parameters.get("to") ?? "",
    interval: (parameters.get("interval") ?? FIRST_CHOICE.interval) as Interval,
    by: parameters.getAll("by"),
    only: [...parameters].filter(([name]) => !OWN.has(name)),
    zone: parameters.get("tz") ?? "UTC",
  };
}

/** The opposite of choiceOf. */
export function addressOf(choice: Choice): string {
  const parameters = new URLSearchParams({ metric: choice.metric });
  if (choice.range === "") {
    parameters.set("from", choice.from);
    parameters.set("to", choice.to);
  } else {
    parameters.set("range", choice.range);
  }
  parameters.set("interval", choice.interval);
  choice.by.forEach((group) => parameters.append("by", group));
  if (choice.zone !== "UTC") {
    parameters.set("tz", choice.zone);
  }
  choice.only.forEach(([group, value]) => parameters.append(group, value));
  return `?${parameters}`;
}

/** A choice that the metric allows: what it does not have is left out. */
export function allowed(choice: Choice, shape: Shape, now: number): Choice {
  const hasHours = shape.intervals.includes("minute");
  const isHours = RANGES[choice.range]?.hours !== undefined;
  const fitting = { ...choice, range: isHours && !hasHours ? "7d" : choice.range };
  const wanted: Interval[] = [choice.interval, isHours ? "minute" : "day", ...shape.intervals];
  return {
    ...fitting,
    interval: wanted.find((interval) => shape.intervals.includes(interval) && isDrawn(interval, fitting, now)) ?? "day",
    by: shape.allGroups ? shape.groups : choice.by.filter((group) => shape.groups.includes(group)),
    only: choice.only.filter(([group]) => shape.groups.includes(group)),
    zone: shape.hasZones ? choice.zone : "UTC",
  };
}

/** Whether a chart of this range has at least a day, and no more points than pixels. */
export function isDrawn(interval: Interval, choice: Choice, now: number): boolean {
  switch (interval) {
    case "minute":
      return lengthInDays(choice, now) <= MAX_DAYS_OF_MINUTES;
    case "hour":
      return lengthInDays(choice, now) <= MAX_DAYS_OF_HOURS;
    case "day":
      return RANGES[choice.range]?.hours === undefined;
    case "total":
      return true;
  }
}

function lengthInDays(choice: Choice, now: number): number {
  const range = RANGES[choice.range];
  if (range !== undefined) {
    return range.days ?? 1;
  }
  return daysBetween(choice.from, choice.to || today(now, choice.zone));
}

/** The query of GET /metrics for a chart, without the question mark. */
export function queryOf(choice: Choice, shape: Shape, now: number): string {
  const query = new URLSearchParams({ metric: choice.metric });
  const range = RANGES[choice.range];
  if (range?.hours !== undefined) {
    // The begin moves in steps, so that pages that show the same chart ask the same.
    const begin = Math.floor((now - range.hours * HOUR_MILLIS) / STEP_MILLIS) * STEP_MILLIS;
    query.set("from", new Date(begin).toISOString().replace(".000", ""));
  } else if (range?.days !== undefined) {
    query.set("from", plusDays(today(now, choice.zone), 1 - range.days));
  } else {
    query.set("from", choice.from);
    if (choice.to !== "") {
      query.set("to", choice.to);
    }
  }
  if (shape.groupedBy === "by") {
    query.set("interval", choice.interval);
    query.set("by", choice.by.join(","));
    if (choice.zone !== "UTC") {
      query.set("tz", choice.zone);
    }
    if (shape.groups.length === 0 || shape.allGroups) {
      query.delete("by");
    }
  } else {
    builtIn(choice).forEach(([name, value]) => query.append(name, value));
  }
  choice.only.forEach(([group, value]) => query.append(group, value));
  query.set("limit", String(MAX_ROWS));
  return String(query);
}

function builtIn(choice: Choice): [string, string][] {
  const isByVideo = choice.by.includes("video_id");
  switch (choice.metric) {
    case "views":
      return choice.interval === "total"
        ? [["group_by", "video_id"]]
        : [["group_by", "day"], ...(isByVideo ? ([["group_by", "video_id"]] as [string, string][]) : [])];
    case "views_30d":
      return isByVideo ? [] : [["group_by", "as_of"]];
    case "events":
      return [["interval", choice.interval]];
    default:
      return [];
  }
}
