import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "./format.ts";

test("writes counts with all of their digits", () => {
  assert.equal(count(1234567), "1,234,567");
});
