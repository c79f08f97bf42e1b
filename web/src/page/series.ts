// Turns the rows of GET /metrics into what a chart and its table show.
import type { Answer, Row } from "./answers.ts";
import type { Choice } from "./address.ts";
import { columnName, type Shape } from "./catalogue.ts";

export interface Line {
  name: string;
  values: (number | null)[];
}

export interface Series {
  /** Seconds since 1970, rising. A day is its midnight in UTC. Empty if the chart is a ranking. */
  times: number[];
  lines: Line[];
  /** Groups with the smallest values, which are not drawn. */
  left: number;
}

/** One value for each group, the largest first. */
export interface Ranking {
  entries: { name: string; value: number }[];
  left: number;
}

const MOST_LINES = 8;
const MOST_ENTRIES = 20;
const MOST_POINTS = 5_000;
const STEP_SECONDS: Record<string, number> = { minute: 60, hour: 3_600, day: 86_400 };

export function groupName(row: Row, groups: string[]): string {
  return groups
    .map((group) => String(row[group] ?? row[`${group}_2`] ?? ""))
    .map((text) => (text === "" ? "(none)" : text === "__other__" ? "(all others)" : text))
    .join(" · ");
}

/** The second at which the interval of a row begins. */
export function timeOf(row: Row): number {
  return Date.parse(String(row["start"] ?? row["day"] ?? row["as_of"])) / 1000;
}

export function seriesOf(answer: Answer, choice: Choice, shape: Shape, now: number): Series {
  const sums = new Map<string, Map<number, number>>();
  for (const row of answer.rows) {
    for (const column of shape.values) {
      const value = row[column];
      if (typeof value === "number") {
        add(sums, lineName(row, column, choice, shape), timeOf(row), value);
      }
    }
  }
  const times = grid(answer, choice, shape, now);
  const empty = shape.fromZero ? 0 : null;
  const lines = [...sums].map(([name, byTime]) => ({ name, values: times.map((time) => byTime.get(time) ?? empty) }));
  if (lines.length === 0 && shape.fromZero && choice.by.length === 0) {
    shape.values.forEach((column) => lines.push({ name: columnName(column), values: times.map(() => 0) }));
  }
  if (choice.by.length > 0) {
    lines.sort((a, b) => total(b) - total(a));
  }
  return { times, lines: lines.slice(0, MOST_LINES), left: Math.max(0, lines.length - MOST_LINES) };
}

export function rankingOf(answer: Answer, choice: Choice, shape: Shape): Ranking {
  const groups = choice.metric === "views" ? ["video_id"] : choice.by;
  const column = shape.values[0] ?? "value";
  const entries = answer.rows
    .map((row) => ({ name: groupName(row, groups) || columnName(column), value: Number(row[column] ?? 0) }))
    .sort((a, b) => b.value - a.value);
  return { entries: entries.slice(0, MOST_ENTRIES), left: Math.max(0, entries.length - MOST_ENTRIES) };
}

/** The rows of types or videos add up if they are not the groups of the chart. */
function add(sums: Map<string, Map<number, number>>, name: string, time: number, value: number): void {
  const byTime = sums.get(name) ?? new Map<number, number>();
  sums.set(name, byTime.set(time, (byTime.get(time) ?? 0) + value));
}

function lineName(row: Row, column: string, choice: Choice, shape: Shape): string {
  const group = groupName(row, choice.by);
  if (choice.by.length === 0) {
    return columnName(column);
  }
  return shape.values.length > 1 ? `${group} · ${columnName(column)}` : group;
}

function total(line: Line): number {
  return line.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

/** Every interval of the range up to now: the gateway leaves out intervals without events. */
function grid(answer: Answer, choice: Choice, shape: Shape, now: number): number[] {
  const found = [...new Set(answer.rows.map(timeOf))].sort((a, b) => a - b);
  const step = STEP_SECONDS[choice.interval] ?? 86_400;
  const isExact = choice.interval === "day" || choice.zone === "UTC" || answer.from.includes("T");
  const begin = isExact ? Date.parse(answer.from) / 1000 : found[0];
  // The last day may still be yesterday in UTC, or tomorrow already.
  const limit = choice.interval === "day" ? Date.parse(answer.to) / 1000 : endOf(answer);
  const last = found.at(-1) ?? -Infinity;
  const end = Math.max(last, Math.min(limit, choice.interval === "day" ? dayOf(now) : now / 1000));
  if (!shape.fromZero || begin === undefined || (end - begin) / step > MOST_POINTS) {
    return found;
  }
  // Hours of some time zones begin in the middle of an hour in UTC.
  const offset = choice.interval === "day" ? begin : begin + mod((found[0] ?? begin) - begin, step);
  const times = [];
  for (let time = offset; time <= end && (time < limit || choice.interval === "day"); time += step) {
    times.push(time);
  }
  return times;
}

function endOf(answer: Answer): number {
  return Date.parse(answer.to) / 1000 + (answer.to.includes("T") ? 0 : 2 * 86_400);
}

function dayOf(now: number): number {
  return Math.floor(now / 86_400_000) * 86_400;
}

function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
