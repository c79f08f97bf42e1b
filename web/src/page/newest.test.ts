import assert from "node:assert/strict";
import { test } from "node:test";
import { Newest } from "./newest.ts";

test("admits answers that are at least as new as the last", () => {
  const newest = new Newest();

  assert.ok(newest.admits("q", null));
  assert.ok(newest.admits("q", "2026-11-21T12:00:01.250Z"));
  assert.ok(newest.admits("q", "2026-11-21T12:00:01.250Z"));
  assert.ok(newest.admits("q", "2026-11-21T12:00:02Z"));
});

test("ignores answers that are older than the last", () => {
  const newest = new Newest();
  newest.admits("q", "2026-11-21T12:00:01.250Z");

  assert.equal(newest.admits("q", "2026-11-21T12:00:01.249Z"), false);
  assert.equal(newest.admits("q", null), false);
});

test("compares only answers to the same query", () => {
  const newest = new Newest();
  newest.admits("q", "2026-11-21T12:00:01.250Z");

  assert.ok(newest.admits("other", "2026-11-21T11:00:00Z"));
});
