import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_CHOICE, type Choice } from "./address.ts";
import type { Answer, Row } from "./answers.ts";
import { shapeOf } from "./catalogue.ts";
import { rankingOf, seriesOf } from "./series.ts";

const NOW = Date.parse("2026-11-21T12:02:30Z");
const VIEWS = shapeOf({ metric: "views", description: "" });
const EVENTS = shapeOf({ metric: "events", description: "" });

function answer(from: string, to: string, ...rows: Row[]): Answer {
  return { metric: "", from, to, truncated: false, freshness: { as_of: null, lag_ms: null }, rows };
}

function choice(changes: Partial<Choice>): Choice {
  return { ...FIRST_CHOICE, ...changes };
}

function seconds(...instants: string[]): number[] {
  return instants.map((instant) => Date.parse(instant) / 1000);
}

test("days without a row are zero", () => {
  const rows = [{ day: "2026-11-19", views: 2 }, { day: "2026-11-21", views: 3 }];
  const series = seriesOf(answer("2026-11-18", "2026-11-21", ...rows), choice({}), VIEWS, NOW);

  assert.deepEqual(series.times, seconds("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"));
  assert.deepEqual(series.lines, [{ name: "views", values: [0, 2, 0, 3] }]);
});

test("a range without rows is a line at zero", () => {
  const series = seriesOf(answer("2026-11-20", "2026-11-21"), choice({}), VIEWS, NOW);

  assert.deepEqual(series.lines, [{ name: "views", values: [0, 0] }]);
});

test("no point lies in the future", () => {
  const rows = [{ start: "2026-11-21T12:01:00Z", type: "a", events: 2 }];
  const series = seriesOf(
    answer("2026-11-21T12:00:00Z", "2026-11-21", ...rows),
    choice({ metric: "events", interval: "minute" }),
    EVENTS,
    NOW,
  );

  assert.deepEqual(series.times, seconds("2026-11-21T12:00:00Z", "2026-11-21T12:01:00Z", "2026-11-21T12:02:00Z"));
});

test("types add up unless they are the groups", () => {
  const rows = [
    { start: "2026-11-21T00:00:00Z", type: "login", events: 2 },
    { start: "2026-11-21T00:00:00Z", type: "purchase", events: 5 },
  ];
  const whole = answer("2026-11-21", "2026-11-21", ...rows);

  assert.deepEqual(seriesOf(whole, choice({ metric: "events" }), EVENTS, NOW).lines, [{ name: "events", values: [7] }]);
  assert.deepEqual(seriesOf(whole, choice({ metric: "events", by: ["type"] }), EVENTS, NOW).lines, [
    { name: "purchase", values: [5] },
    { name: "login", values: [2] },
  ]);
});

test("draws the largest groups and says how many it leaves out", () => {
  const rows = Array.from({ length: 11 }, (_, i) => ({ day: "2026-11-21", video_id: `v${i}`, views: i }));
  const series = seriesOf(answer("2026-11-21", "2026-11-21", ...rows), choice({ by: ["video_id"] }), VIEWS, NOW);

  assert.deepEqual([series.lines[0]?.name, series.lines.length, series.left], ["v10", 8, 3]);
});

test("a last value is unknown where there is no row", () => {
  const shape = shapeOf({ metric: "m", description: "", aggregate: "last", groups: [] });
  const rows = [{ start: "2026-11-21T12:00:00Z", value: 5 }];
  const series = seriesOf(
    answer("2026-11-21T11:00:00Z", "2026-11-21", ...rows),
    choice({ metric: "m", interval: "minute" }),
    shape,
    NOW,
  );

  assert.deepEqual(series, { times: seconds("2026-11-21T12:00:00Z"), lines: [{ name: "value", values: [5] }], left: 0 });
});

test("hours begin where those of the time zone begin", () => {
  const shape = shapeOf({ metric: "m", description: "", aggregate: "count", groups: [] });
  const rows = [{ start: "2026-11-21T09:30:00Z", value: 1 }, { start: "2026-11-21T11:30:00Z", value: 1 }];
  const series = seriesOf(
    answer("2026-11-21", "2026-11-21", ...rows),
    choice({ metric: "m", interval: "hour", zone: "Asia/Kolkata" }),
    shape,
    NOW,
  );

  assert.deepEqual(series.times, seconds("2026-11-21T09:30:00Z", "2026-11-21T10:30:00Z", "2026-11-21T11:30:00Z"));
});

test("ranks the whole range by group", () => {
  const rows = [{ video_id: "a", views: 1 }, { video_id: "b", views: 9 }];
  const ranking = rankingOf(answer("2026-11-20", "2026-11-21", ...rows), choice({ interval: "total" }), VIEWS);

  assert.deepEqual(ranking, { entries: [{ name: "b", value: 9 }, { name: "a", value: 1 }], left: 0 });
});

test("names empty groups", () => {
  const shape = shapeOf({ metric: "m", description: "", aggregate: "count", groups: ["p"] });
  const rows = [{ p: "", value: 2 }, { p: "__other__", value: 1 }];
  const ranking = rankingOf(answer("2026-11-20", "2026-11-21", ...rows), choice({ metric: "m", interval: "total", by: ["p"] }), shape);

  assert.deepEqual(ranking.entries.map((entry) => entry.name), ["(none)", "(all others)"]);
});
