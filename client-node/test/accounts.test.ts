// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept, error, FakeGateway, rejecting, type Reply, type Request } from './gateway.js';

/** Numbers that look random and are the same for the same seed (xorshift). */
function randomOf(seed: number): (below: number) => number {
  let state = (seed + 1) * 2654435761;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function anything(request: Request, random: (below: number) => number, acknowledged: Set<string>): Reply {
  switch (random(10)) {
    case 0:
      return error(503, 'kafka_unavailable');
    case 1:
      return error(429, 'rate_limited');
    case 2:
      return { status: 502, body: '<html>Bad gateway</html>' };
    case 3:
      return { status: 0 };
    case 4:
      return request.lines.length > 1 ? { status: 413 } : error(500, 'internal_error');
    case 5:
      return error(403, 'forbidden_address');
    default: {
      const rejected = request.ids.map((_, index) => index).filter(() => random(8) === 0);
      request.ids.filter((_, index) => !rejected.includes(index)).forEach((id) => acknowledged.add(id));
      return rejected.length === 0 ? accept(request) : rejecting(request, rejected);
    }
  }
}

/** Whatever the gateway answers, each tracked event is accepted or reported, exactly once. */
test('each event is accepted or reported once', async () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = randomOf(seed);
    const acknowledged = new Set<string>();
    const gateway = await FakeGateway.start();
    gateway.answer = (request) => anything(request, random, acknowledged);
    const options = { batchEvents: 1 + random(40), requestsInFlight: 1 + random(4), lingerMs: 1 };
    const client = gateway.client(options);
    const tracked = Array.from({ length: 1 + random(200) }, (_, i) => `e-${i}`);
    tracked.forEach((eventId) => assert.ok(client.track({ userId: 'ada', type: 'login', eventId })));
    const closedEarly = random(2) === 0;
    const left = await client.close(closedEarly ? 2 : 20_000);

    const failed = new Set(gateway.failed.map((event) => event.eventId));
    const message = `seed ${seed}`;
    assert.equal(failed.size, gateway.failed.length, message);
    assert.ok(left.every((event) => gateway.failed.includes(event)), message);
    const accepted = tracked.filter((id) => !failed.has(id));
    assert.ok(accepted.every((id) => acknowledged.has(id)), message);
    const metrics = client.metrics();
    assert.deepEqual(
      [metrics.tracked, metrics.accepted, metrics.rejected, metrics.notDelivered, metrics.queued, metrics.queuedBytes],
      [tracked.length, accepted.length, failed.size - left.length, left.length, 0, 0],
      message,
    );
    assert.ok(closedEarly || left.length === 0, message);
    await gateway.stop();
  }
});
