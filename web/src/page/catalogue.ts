// What each metric offers: the intervals, groups and values that the controls of the page show.
import type { CatalogueMetric } from "./answers.ts";

export type Interval = "minute" | "hour" | "day" | "total";

export interface Shape {
  name: string;
  description: string;
  intervals: Interval[];
  groups: string[];
  /** Whether rows have all groups, because values of groups do not add up. */
  allGroups: boolean;
  /** Whether days may be those of any time zone. */
  hasZones: boolean;
  /** The columns of the rows that are drawn. */
  values: string[];
  /** Whether an interval without a row has the value 0. */
  fromZero: boolean;
  /** The parameter of GET /metrics that names the groups. Metrics that users define have the second. */
  groupedBy: "group_by" | "by";
}

const BUILT_IN: Record<string, Partial<Shape>> = {
  views: { intervals: ["day", "total"], groups: ["video_id"], values: ["views"] },
  active_users: { intervals: ["day"], values: ["dau", "wau", "mau"] },
  views_30d: { intervals: ["day"], groups: ["video_id"], values: ["views"] },
  events: { intervals: ["minute", "hour", "day"], groups: ["type"], values: ["events"] },
};

export function shapeOf(metric: CatalogueMetric): Shape {
  const shape: Shape = {
    name: metric.metric,
    description: metric.description ?? "",
    intervals: ["day"],
    groups: [],
    allGroups: false,
    hasZones: false,
    values: ["value"],
    fromZero: true,
    groupedBy: "group_by",
  };
  if (metric.aggregate === undefined) {
    return { ...shape, ...BUILT_IN[metric.metric] };
  }
  const groups = metric.groups ?? [];
  return {
    ...shape,
    intervals: ["minute", "hour", "day", "total"],
    groups,
    allGroups: metric.aggregate === "unique" && groups.length > 0,
    hasZones: true,
    values: metric.aggregate === "histogram" ? ["p50", "p90", "p99"] : ["value"],
    fromZero: ["count", "sum", "unique"].includes(metric.aggregate),
    groupedBy: "by",
  };
}

const NAMES: Record<string, string> = {
  dau: "on the day",
  wau: "in 7 days",
  mau: "in 30 days",
};

/** The name of a column for people. */
export function columnName(column: string): string {
  return NAMES[column] ?? column;
}
