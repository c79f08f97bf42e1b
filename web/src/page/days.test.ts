import assert from "node:assert/strict";
import { test } from "node:test";
import { daysBetween, nextMultiple, plusDays, today } from "./days.ts";

const BEFORE_MIDNIGHT = Date.parse("2026-11-30T23:30:00Z");

test("knows the day in a time zone", () => {
  assert.equal(today(BEFORE_MIDNIGHT), "2026-11-30");
  assert.equal(today(BEFORE_MIDNIGHT, "Europe/Berlin"), "2026-12-01");
  assert.equal(today(BEFORE_MIDNIGHT, "America/New_York"), "2026-11-30");
});

test("adds days over the ends of months and years", () => {
  assert.equal(plusDays("2026-12-31", 1), "2027-01-01");
  assert.equal(plusDays("2026-03-01", -1), "2026-02-28");
});

test("counts days with both ends", () => {
  assert.equal(daysBetween("2026-11-01", "2026-11-30"), 30);
  assert.equal(daysBetween("2026-11-01", "2026-11-01"), 1);
});

test("finds the next midnight", () => {
  assert.equal(nextMultiple(BEFORE_MIDNIGHT, 86_400_000), Date.parse("2026-12-01T00:00:00Z"));
  assert.equal(nextMultiple(Date.parse("2026-12-01T00:00:00Z"), 86_400_000), Date.parse("2026-12-02T00:00:00Z"));
});
