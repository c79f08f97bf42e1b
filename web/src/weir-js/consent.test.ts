import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowed, optIn, optOut } from "./consent.ts";
import { FakeStorage, storeOf } from "./fakes.ts";

test("respects what the browser asks for", () => {
  const store = storeOf(new FakeStorage());

  assert.ok(isAllowed(store, {}));
  assert.ok(isAllowed(store, { doNotTrack: "unspecified", globalPrivacyControl: false }));
  assert.ok(isAllowed(store, { doNotTrack: "0" }));
  assert.ok(!isAllowed(store, { doNotTrack: "1" }));
  assert.ok(!isAllowed(store, { globalPrivacyControl: true }));
});

test("remembers who opted out, in every tab", () => {
  const storage = new FakeStorage();
  const open = storeOf(storage);
  optOut(storeOf(storage));
  assert.ok(!isAllowed(open, {}));
  optIn(storeOf(storage));
  assert.ok(isAllowed(open, {}));
});
