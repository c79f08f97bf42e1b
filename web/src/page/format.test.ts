import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, compact, dayName, duration, exact, rate } from "./format.ts";

test("writes numbers with all of their digits", () => {
  assert.equal(exact(1234567), "1,234,567");
  assert.equal(exact(39.805), "39.805");
});

test("writes numbers of axes short", () => {
  assert.equal(compact(1250000), "1.3M");
  assert.equal(compact(7), "7");
});

test("writes small rates with a digit after the point", () => {
  assert.equal(rate(0.25), "0.3");
  assert.equal(rate(1234.5), "1,235");
});

test("writes lengths of time in one unit", () => {
  assert.equal(duration(840), "0.8 s");
  assert.equal(duration(-5), "0.0 s");
  assert.equal(duration(61_000), "61 s");
  assert.equal(duration(300_000), "5 min");
  assert.equal(duration(7_200_000), "2 h");
  assert.equal(duration(3 * 86_400_000), "3 days");
});

test("writes times in UTC", () => {
  assert.equal(clock("2026-11-21T00:00:01.250Z"), "00:00:01");
  assert.equal(dayName("2026-11-21"), "Nov 21");
});
