import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeStorage, storeOf } from "./fakes.ts";
import { openQueue } from "./queue.ts";

const HORIZON = 3_600_000;

function tab(storage: FakeStorage) {
  return openQueue(storeOf(storage), HORIZON);
}

test("keeps events for the next page", () => {
  const storage = new FakeStorage();
  tab(storage).add("e-1", '{"a":1}', 5);

  assert.deepEqual(tab(storage).waiting(5), [{ name: "weir.event.e-1", json: '{"a":1}', at: 5, sent: 0 }]);
});

test("leaves the later events of another page to it", () => {
  const storage = new FakeStorage();
  const one = tab(storage);
  one.add("e-1", "{}", 1);
  const other = tab(storage);
  one.add("e-2", "{}", 1);
  other.add("e-3", "{}", 1);

  const names = (queue: typeof one): string[] => queue.waiting(1).map(({ name }) => name);
  assert.deepEqual(names(one), ["weir.event.e-1", "weir.event.e-2"]);
  assert.deepEqual(names(other), ["weir.event.e-1", "weir.event.e-3"]);
});

test("removes what is no event", () => {
  const storage = new FakeStorage();
  for (const [name, text] of Object.entries({ a: "", b: "x", c: "1 2 {", d: "1 2 {} ", e: '1 2 {"a":}', f: "1 x {}" })) {
    storage.setItem(`weir.event.${name}`, text);
  }
  storage.setItem("of-the-page", "kept");
  tab(storage).add("g", "{}", 1);

  assert.deepEqual(
    tab(storage)
      .waiting(1)
      .map(({ name }) => name),
    ["weir.event.g"],
  );
  assert.equal(storage.length, 2);
  tab(storage).clear();
  assert.equal(storage.getItem("of-the-page"), "kept");
  assert.equal(storage.length, 1);
});

test("gives up what may have arrived and would count twice", () => {
  const storage = new FakeStorage();
  const queue = tab(storage);
  queue.add("never-sent", "{}", 1);
  queue.add("sent", "{}", 1);
  queue.keep({ name: "weir.event.sent", json: "{}", at: 1, sent: 1 });

  assert.equal(queue.waiting(HORIZON).length, 2);
  assert.deepEqual(
    queue.waiting(HORIZON + 2).map(({ name }) => name),
    ["weir.event.never-sent"],
  );
});

test("keeps at most 200 events", () => {
  const storage = new FakeStorage();
  for (let i = 0; i < 300; i++) {
    tab(storage).add(`e-${i}`, "{}", 1);
  }
  assert.equal(storage.length, 200);
});
