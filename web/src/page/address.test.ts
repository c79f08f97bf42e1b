import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, allowed, choiceOf, FIRST_CHOICE, queryOf, type Choice } from "./address.ts";
import { shapeOf } from "./catalogue.ts";

const NOW = Date.parse("2026-11-30T23:33:20Z");
const VIEWS = shapeOf({ metric: "views", description: "" });
const EVENTS = shapeOf({ metric: "events", description: "" });
const REVENUE = shapeOf({ metric: "revenue", description: "", aggregate: "sum", groups: ["properties.plan", "type"] });
const BUYERS = shapeOf({ metric: "buyers", description: "", aggregate: "unique", groups: ["properties.plan"] });

function choice(changes: Partial<Choice>): Choice {
  return { ...FIRST_CHOICE, ...changes };
}

function query(changes: Partial<Choice>, shape = VIEWS): Record<string, string[]> {
  const parameters = new URLSearchParams(queryOf(choice(changes), shape, NOW));
  return Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)]));
}

test("an address shows the chart that it was made from", () => {
  const charts = [
    choice({ metric: "views", only: [["video_id", `<b>&"'+ %20 \u202e😀`]] }),
    choice({ metric: "revenue", range: "", from: "2026-11-01", to: "2026-11-05", interval: "hour", zone: "Asia/Kolkata" }),
    choice({ metric: "revenue", by: ["properties.plan", "type"], only: [["type", "a"], ["type", "b"]] }),
  ];

  charts.forEach((chart) => assert.deepEqual(choiceOf(addressOf(chart)), chart));
});

test("an address without a metric shows no chart", () => {
  assert.equal(choiceOf("?range=7d"), null);
  assert.equal(choiceOf("?metric=views")?.range, "30d");
});

test("asks for the days of the range", () => {
  assert.deepEqual(query({ range: "7d" }), {
    metric: ["views"],
    from: ["2026-11-24"],
    group_by: ["day"],
    limit: ["10000"],
  });
  assert.deepEqual(query({ metric: "revenue", range: "7d", zone: "Europe/Berlin" }, REVENUE)["from"], ["2026-11-25"]);
  assert.deepEqual(query({ range: "", from: "2026-11-01", to: "2026-11-05" })["to"], ["2026-11-05"]);
});

test("asks for hours from a time that many pages share", () => {
  assert.deepEqual(query({ metric: "events", range: "1h", interval: "minute" }, EVENTS)["from"], [
    "2026-11-30T22:30:00Z",
  ]);
});

test("asks for groups by the parameter of the metric", () => {
  assert.deepEqual(query({ by: ["video_id"] })["group_by"], ["day", "video_id"]);
  assert.deepEqual(query({ interval: "total" })["group_by"], ["video_id"]);
  assert.deepEqual(query({ metric: "revenue" }, REVENUE)["by"], [""]);
  assert.deepEqual(query({ metric: "revenue", by: ["properties.plan", "type"] }, REVENUE)["by"], ["properties.plan,type"]);
  assert.equal(query({ metric: "buyers", by: ["properties.plan"] }, BUYERS)["by"], undefined);
});

test("asks for values of groups", () => {
  assert.deepEqual(query({ only: [["video_id", "a&b"], ["video_id", "c"]] })["video_id"], ["a&b", "c"]);
});

test("leaves out what the metric does not have", () => {
  const fixed = allowed(
    choice({ range: "1h", interval: "minute", by: ["type"], only: [["type", "x"]], zone: "Asia/Kolkata" }),
    VIEWS,
    NOW,
  );

  assert.deepEqual(fixed, choice({ range: "7d", interval: "day" }));
});

test("shows all groups of distinct counts", () => {
  assert.deepEqual(allowed(choice({ metric: "buyers" }), BUYERS, NOW).by, ["properties.plan"]);
});

test("shows hours by minutes, and years by days", () => {
  assert.equal(allowed(choice({ metric: "events", range: "1h", interval: "day" }), EVENTS, NOW).interval, "minute");
  assert.equal(allowed(choice({ metric: "events", range: "1h", interval: "day" }), EVENTS, NOW).range, "1h");
  assert.equal(allowed(choice({ metric: "events", range: "365d", interval: "minute" }), EVENTS, NOW).interval, "day");
});
