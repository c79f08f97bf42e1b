import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeNetwork, FakeStorage, storeOf } from "./fakes.ts";
import { openQueue } from "./queue.ts";
import { openSender } from "./sender.ts";

const BUSY = { error: { code: "busy" } };

function page(storage = new FakeStorage(), network = new FakeNetwork()) {
  const allowed = { is: true };
  const queue = openQueue(storeOf(storage), 82_800_000);
  const sender = openSender("https://weir.example.org/events", queue, () => allowed.is, network);
  const track = (...ids: string[]): void => {
    for (const id of ids) {
      queue.add(id, JSON.stringify({ id }), network.now());
      sender.schedule();
    }
  };
  return { storage, network, allowed, queue, sender, track };
}

test("sends events together, and forgets those that were accepted", async () => {
  const { storage, network, track } = page();
  track("a", "b");
  await network.pass(10_000);

  assert.deepEqual(network.requests, [[{ id: "a" }, { id: "b" }]]);
  assert.equal(storage.length, 0);
});

test("sends the same events again, with longer and longer pauses", async () => {
  const { storage, network, track } = page();
  network.answers.push("lost", { status: 503, body: BUSY }, { status: 200, body: "<html>" });
  track("a");
  await network.pass(1_000);
  assert.deepEqual(network.ids(), [["a"]]);
  await network.pass(1_000);
  assert.deepEqual(network.ids(), [["a"], ["a"]]);
  await network.pass(1_000);
  assert.equal(network.requests.length, 2);
  await network.pass(10_000);

  assert.deepEqual(network.ids(), [["a"], ["a"], ["a"], ["a"]]);
  assert.equal(storage.length, 0);
});

test("waits as long as the gateway asks for", async () => {
  const { network, track } = page();
  network.answers.push({ status: 429, body: BUSY, retryAfter: "60" });
  track("a");
  await network.pass(59_000);
  track("b");
  assert.equal(network.requests.length, 1);
  await network.pass(5_000);

  assert.deepEqual(network.ids(), [["a"], ["a", "b"]]);
});

test("says when a delayed event happened, by the clock of the device", async () => {
  const { network, track } = page();
  network.answers.push("lost", "lost", "lost");
  const at = network.now();
  track("a");
  await network.pass(10_000);

  assert.deepEqual(
    network.requests.map(([event]) => event?.timestamp),
    [undefined, undefined, undefined, at],
  );
});

test("lets the clock of the gateway count if that of the device is ahead", async () => {
  const { storage, network, track, sender } = page();
  network.online = false;
  track("a", "b");
  await network.pass(10_000);
  network.online = true;
  network.answers.push({ status: 207, body: { accepted: 1, errors: [{ index: 1, code: "in_future" }] } });
  sender.retry();
  await network.pass(1_000);

  assert.equal(network.requests[0]?.length, 2);
  assert.deepEqual(network.requests[1], [{ id: "b" }]);
  assert.equal(storage.length, 0);
});

test("forgets what the gateway refuses for good, and says so", async () => {
  const { storage, network, track } = page();
  network.answers.push({ status: 400, body: { accepted: 0, errors: [{ index: 0, code: "unknown_field" }] } });
  track("a");
  await network.pass(10_000);

  assert.equal(network.requests.length, 1);
  assert.equal(storage.length, 0);
  assert.match(network.warnings.join(), /unknown_field/);
});

test("forgets a request that would be refused again", async () => {
  const { storage, network, track } = page();
  network.answers.push({ status: 400, body: { error: { code: "unknown_parameter" } } });
  track("a");
  await network.pass(10_000);
  network.answers.push({ status: 413, body: { error: { code: "too_large" } } });
  track("b");
  await network.pass(10_000);

  assert.deepEqual(network.ids(), [["a"], ["b"]]);
  assert.equal(storage.length, 0);
});

test("sends an event that is larger than a batch alone", async () => {
  const { storage, network, track } = page();
  track("a".repeat(20_000), "b");
  await network.pass(10_000);

  assert.deepEqual(
    network.ids().map((ids) => ids.map((id) => id.length)),
    [[20_000], [1]],
  );
  assert.equal(storage.length, 0);
});

test("waits for a response before it sends more", async () => {
  const { network, track } = page();
  network.answers.push({ status: 200, body: { accepted: 1 }, afterMs: 5_000 });
  track("a");
  await network.pass(1_000);
  track("b");
  await network.pass(1_000);
  assert.deepEqual(network.ids(), [["a"]]);
  await network.pass(5_000);

  assert.deepEqual(network.ids(), [["a"], ["b"]]);
});

test("sends nothing while the browser is offline", async () => {
  const { network, track, sender } = page();
  network.online = false;
  track("a");
  await network.pass(1_000_000);
  assert.equal(network.requests.length, 0);
  network.online = true;
  sender.retry();
  await network.pass(1_000);

  assert.deepEqual(network.ids(), [["a"]]);
});

test("sends nothing that is not allowed", async () => {
  const { network, track, allowed, sender } = page();
  track("a");
  allowed.is = false;
  await network.pass(1_000);
  sender.leave();
  await network.pass(1_000);

  assert.equal(network.requests.length, 0);
});

test("sends the rest at once when the page goes, also beside a request in flight", async () => {
  const { network, track, sender } = page();
  track("a");
  await network.pass(200);
  track("b");
  sender.leave();
  sender.leave();
  await network.pass(10_000);

  assert.deepEqual(network.ids(), [["a"], ["b"]]);
});

test("sends a beacon where fetch ends with the page, and lets the next page make sure", async () => {
  const { storage, network, track, sender } = page();
  network.beacon = (_url, body) => void network.beacons.push(body);
  track("a");
  sender.leave();
  sender.leave();
  assert.deepEqual(network.beacons, ['[{"id":"a"}]']);
  assert.equal(network.requests.length, 0);

  const next = page(storage, network);
  next.sender.schedule();
  await network.pass(1_000);
  assert.deepEqual([...new Set(network.ids().flat())], ["a"]);
  assert.equal(storage.length, 0);
});

test("throws nothing at the page", async () => {
  const { queue, network, track } = page();
  track("a");
  queue.waiting = () => {
    throw new Error("a mistake");
  };
  await network.pass(1_000);

  assert.match(network.warnings.join(), /a mistake/);
});

test("sends many events in requests that may outlive the page", async () => {
  const { storage, network, track } = page();
  track(...Array.from({ length: 120 }, (_, i) => `e-${i}`.padEnd(900, "x")));
  await network.pass(10_000);

  assert.ok(network.requests.every((request) => JSON.stringify(request).length < 20_000));
  assert.equal(new Set(network.ids().flat()).size, 120);
  assert.equal(network.ids().flat().length, 120);
  assert.equal(storage.length, 0);
});
