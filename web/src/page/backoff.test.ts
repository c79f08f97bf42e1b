import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "./backoff.ts";

test("doubles the pause up to a limit", () => {
  assert.deepEqual(
    [1, 2, 3, 6, 100].map((failures) => pause(failures, 1)),
    [500, 1000, 2000, 15_000, 15_000],
  );
});

test("spreads pages over half of the pause", () => {
  assert.equal(pause(3, 0), 1000);
});
