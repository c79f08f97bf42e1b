import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeStorage, storeOf } from "./fakes.ts";
import { forgetVisitor, visitorOf } from "./visitor.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;

test("gives a visitor the same id in all tabs, for one day", () => {
  const storage = new FakeStorage();
  const id = visitorOf(storeOf(storage), NOON);

  assert.match(id, /^anon-[0-9a-f]{32}$/);
  assert.equal(visitorOf(storeOf(storage), NOON + 1), id);
  assert.notEqual(visitorOf(storeOf(storage), NOON + DAY_MS), id);
  assert.equal(storage.length, 1);
});

test("gives a new id when the old one is forgotten or unreadable", () => {
  const storage = new FakeStorage();
  const store = storeOf(storage);
  const id = visitorOf(store, NOON);
  forgetVisitor(store);
  assert.equal(storage.length, 0);
  assert.notEqual(visitorOf(store, NOON), id);
  store.set("weir.day", "2026-11-21 ");
  assert.match(visitorOf(store, NOON), /^anon-[0-9a-f]{32}$/);
});
