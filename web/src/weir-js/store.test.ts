import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeStorage, storeOf } from "./fakes.ts";
import { openStore } from "./store.ts";

test("keeps texts in the storage of the browser", () => {
  const storage = new FakeStorage();
  storeOf(storage).set("a", "1");

  assert.equal(storage.getItem("a"), "1");
  assert.equal(storeOf(storage).get("a"), "1");
  assert.deepEqual(storeOf(storage).names(), ["a"]);
});

test("keeps texts for the page if the storage is full", () => {
  const storage = new FakeStorage();
  const store = storeOf(storage);
  store.set("a", "old");
  storage.fill();
  store.set("a", "new");
  store.set("b", "2");

  assert.equal(store.get("a"), "new");
  assert.deepEqual([...new Set(store.names())].sort(), ["a", "b"]);
  store.remove("a");
  assert.equal(store.get("a"), undefined);
});

test("keeps texts for the page if there is no storage", () => {
  for (const store of [
    openStore(() => undefined),
    openStore(() => {
      throw new Error("SecurityError");
    }),
  ]) {
    store.set("a", "1");
    assert.equal(store.get("a"), "1");
    assert.deepEqual(store.names(), ["a"]);
    store.remove("a");
    assert.deepEqual(store.names(), []);
  }
});
