// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { WeirClient, type ClientMetrics, type WeirEvent } from '../src/index.js';
import { accept, error, FakeGateway, rejecting } from './gateway.js';

const PATIENCE = 20_000;
const NEVER = 3_600_000;

let gateway: FakeGateway;
beforeEach(async () => {
  gateway = await FakeGateway.start();
});
afterEach(() => gateway.stop());

function view(videoId: string): WeirEvent {
  return { userId: 'ada', type: 'video_view', videoId };
}

function track(client: WeirClient, count: number): void {
  for (let i = 0; i < count; i++) {
    assert.equal(client.track(view(`v-${i}`)), true);
  }
}

function fill(client: WeirClient): number {
  let taken = 0;
  while (client.track(view('intro'))) {
    taken++;
  }
  return taken;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function metrics(counts: Partial<ClientMetrics>): ClientMetrics {
  const none = { tracked: 0, accepted: 0, rejected: 0, expired: 0, notDelivered: 0, queued: 0, queuedBytes: 0 };
  return { ...none, refused: 0, requests: 0, retried: 0, ...counts };
}

describe('requests', () => {
  test('carry an event with its fields', async () => {
    const client = gateway.client({ apiKey: 'key-of-the-shop' });
    client.track({
      userId: 'ada',
      type: 'purchase',
      eventId: 'order-1',
      timestamp: new Date(1_790_000_000_123),
      videoId: 'intro',
      sessionId: 's-1',
      value: 29.9,
      properties: { plan: 'pro', coupon: null, nested: { quote: '"日本😀\n' } },
    });
    assert.deepEqual(await client.close(PATIENCE), []);

    const [request] = gateway.requests;
    assert.deepEqual(JSON.parse(request?.lines[0] ?? ''), {
      user_id: 'ada',
      type: 'purchase',
      event_id: 'order-1',
      timestamp: 1_790_000_000_123,
      video_id: 'intro',
      session_id: 's-1',
      value: 29.9,
      properties: { plan: 'pro', coupon: null, nested: { quote: '"日本😀\n' } },
    });
    assert.equal(request?.headers['x-api-key'], 'key-of-the-shop');
    assert.equal(request?.headers['content-type'], 'application/x-ndjson');
    assert.equal(request?.headers['content-encoding'], 'gzip');
  });

  test('give events an id and the time', async () => {
    const before = Date.now();
    const client = gateway.client();
    client.track(view('intro'));
    client.track(view('intro'));
    const after = Date.now();
    await client.close(PATIENCE);

    const events = gateway.requests[0]?.lines.map((line) => JSON.parse(line)) ?? [];
    assert.equal(new Set(events.map((event) => event.event_id)).size, 2);
    for (const { event_id: id, timestamp } of events) {
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.ok(timestamp >= before && timestamp <= after);
      assert.equal(parseInt(id.replace('-', '').slice(0, 12), 16), timestamp);
    }
  });

  test('are filled up to the most events', async () => {
    const client = gateway.client({ batchEvents: 10, lingerMs: NEVER });
    track(client, 25);
    await until(() => gateway.requests.length === 2);
    assert.equal(await client.flush(PATIENCE), true);
    assert.deepEqual(
      gateway.requests.map((request) => request.lines.length),
      [10, 10, 5],
    );
    await client.close(PATIENCE);
  });

  test('are filled up to the most bytes', async () => {
    const client = gateway.client({ batchBytes: 1_024, lingerMs: NEVER });
    track(client, 40);
    assert.equal(await client.flush(PATIENCE), true);
    assert.ok(gateway.requests.length > 5);
    assert.ok(gateway.requests.every((request) => request.lines.join('\n').length < 1_024));
    assert.equal(new Set(gateway.requests.flatMap((request) => request.ids)).size, 40);
    await client.close(PATIENCE);
  });

  test('carry a lonely event after the linger', async () => {
    const client = gateway.client();
    client.track(view('intro'));
    await until(() => client.metrics().accepted === 1);
    await client.close(PATIENCE);
  });

  test('are not more at a time than configured', async () => {
    let present = 0;
    let most = 0;
    gateway.answer = async (request) => {
      most = Math.max(most, ++present);
      await new Promise((resolve) => setImmediate(resolve));
      present--;
      return accept(request);
    };
    const client = gateway.client({ batchEvents: 1, requestsInFlight: 3 });
    track(client, 60);
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.ok(most >= 1 && most <= 3, String(most));
    assert.equal(gateway.requests.length, 60);
  });

  test('keep the path of the gateway', async () => {
    const paths: string[] = [];
    const client = new WeirClient('https://weir.example.org/behind/a/proxy', {
      fetch: async (url) => {
        paths.push(String(url));
        return new Response('{"accepted":1,"rejected":0}');
      },
    });
    track(client, 1);
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.deepEqual(paths, ['https://weir.example.org/behind/a/proxy/events']);
  });
});

describe('responses', () => {
  for (const status of [0, 408, 429, 500, 502, 503, 504]) {
    test(`${status}: the same events are sent again`, async () => {
      gateway.answerFirst(error(status, 'busy'), error(status, 'busy'));
      const client = gateway.client();
      track(client, 3);
      assert.deepEqual(await client.close(PATIENCE), []);

      assert.equal(gateway.requests.length, 3);
      assert.equal(new Set(gateway.requests.map((request) => request.ids.join())).size, 1);
      assert.deepEqual(gateway.failed, []);
      assert.deepEqual(
        gateway.problems.map((problem) => [problem.status, problem.code, problem.events]),
        Array(2).fill([status, status === 0 ? 'no_response' : 'busy', 3]),
      );
      assert.deepEqual(client.metrics(), metrics({ tracked: 3, accepted: 3, requests: 3, retried: 2 }));
    });
  }

  test('Retry-After is respected', async () => {
    gateway.answerFirst({ status: 503, headers: { 'Retry-After': '1' } });
    const client = gateway.client();
    track(client, 1);
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.ok((gateway.problems[0]?.retryInMs ?? 0) >= 1_000);
  });

  test('a late one is not awaited', async () => {
    gateway.answer = async (request) => {
      if (gateway.requests.length === 1) {
        await until(() => gateway.requests.length > 1);
      }
      return accept(request);
    };
    const client = gateway.client({ requestTimeoutMs: 300 });
    track(client, 1);
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.equal(client.metrics().accepted, 1);
  });

  test('one of something else does not count', async () => {
    gateway.answerFirst({ status: 200, body: '<html>' }, { status: 200, body: '{"accepted":2}' }, { status: 204 });
    const client = gateway.client();
    track(client, 1);
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.deepEqual(
      gateway.problems.map((problem) => problem.code),
      Array(3).fill('unexpected_response'),
    );
    assert.equal(client.metrics().accepted, 1);
  });

  test('each rejected event is reported', async () => {
    gateway.answer = (request) => rejecting(request, [1, 3]);
    const client = gateway.client();
    track(client, 5);
    assert.deepEqual(await client.close(PATIENCE), []);

    const { ids = [], lines = [] } = gateway.requests[0] ?? {};
    assert.deepEqual(gateway.failed, [
      { eventId: ids[1], json: lines[1], reason: 'rejected', code: 'too_old', message: 'Old.' },
      { eventId: ids[3], json: lines[3], reason: 'rejected', code: 'too_old', message: 'Old.' },
    ]);
    assert.deepEqual(client.metrics(), metrics({ tracked: 5, accepted: 3, rejected: 2, requests: 1 }));
  });

  for (const [status, code] of [
    [400, 'unknown_parameter'],
    [401, 'invalid_api_key'],
    [403, 'forbidden_address'],
    [404, 'not_found'],
    [415, 'unsupported_encoding'],
  ] as const) {
    test(`${status}: the request is not repeated`, async () => {
      gateway.answer = () => error(status, code);
      const client = gateway.client();
      track(client, 2);
      assert.deepEqual(await client.close(PATIENCE), []);

      assert.equal(gateway.requests.length, 1);
      assert.deepEqual(gateway.problems, [{ status, code, message: 'Not now.', events: 2, retryInMs: 0 }]);
      assert.deepEqual(
        gateway.failed.map((event) => event.code),
        [code, code],
      );
    });
  }

  test('413: the request is halved, and a large event reported', async () => {
    gateway.answer = (request) =>
      request.lines.length > 3 || request.lines.some((line) => line.includes('huge'))
        ? { status: 413 }
        : accept(request);
    const client = gateway.client();
    track(client, 5);
    client.track(view('huge'));
    track(client, 5);
    assert.deepEqual(await client.close(PATIENCE), []);

    assert.equal(client.metrics().accepted, 10);
    assert.deepEqual(
      gateway.failed.map((event) => event.code),
      ['http_413'],
    );
  });

  test('are handled although the listener throws', async (context) => {
    context.mock.method(console, 'error', () => {});
    gateway.answerFirst(error(503, 'busy'), error(401, 'invalid_api_key'));
    const mistake = (): never => {
      throw new Error('a mistake of the program');
    };
    const client = gateway.client({
      batchEvents: 1,
      requestsInFlight: 1,
      listener: { eventsFailed: mistake, requestFailed: mistake },
    });
    track(client, 2);
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.deepEqual(
      client.metrics(),
      metrics({ tracked: 2, accepted: 1, rejected: 1, requests: 3, retried: 1 }),
    );
  });
});

describe('while the gateway takes nothing', () => {
  const bufferBytes = 4_096;
  beforeEach(() => {
    gateway.answer = () => error(503, 'draining');
  });

  test('a full buffer refuses events', async () => {
    const client = gateway.client({ bufferBytes });
    const taken = fill(client);

    const { tracked, queued, queuedBytes, refused } = client.metrics();
    assert.ok(taken >= 5 && taken <= 30, String(taken));
    assert.deepEqual([tracked, queued, refused], [taken, taken, 1]);
    assert.ok(queuedBytes > bufferBytes / 2 && queuedBytes <= bufferBytes, String(queuedBytes));
    gateway.answer = accept;
    assert.deepEqual(await client.close(PATIENCE), []);
    assert.equal(client.metrics().accepted, taken);
    assert.equal(client.metrics().queuedBytes, 0);
  });

  test('trackWithin waits for room', async () => {
    const client = gateway.client({ bufferBytes });
    fill(client);
    assert.equal(await client.trackWithin(view('intro'), 1), false);
    const waiting = client.trackWithin(view('intro'), PATIENCE);
    gateway.answer = accept;
    assert.equal(await waiting, true);
    assert.deepEqual(await client.close(PATIENCE), []);
  });

  test('trackWithin waits only until the client is closed', async () => {
    const client = gateway.client({ bufferBytes });
    fill(client);
    const waiting = client.trackWithin(view('intro'), PATIENCE);
    await client.close(1);
    assert.equal(await waiting, false);
  });

  test('the buffer keeps its bound at full speed', async () => {
    const bound = 1024 * 1024;
    const client = new WeirClient(`http://127.0.0.1:${await nobody()}`, {
      bufferBytes: bound,
      firstBackoffMs: 1,
      longestBackoffMs: 5,
      listener: {},
    });
    let most = 0;
    let taken = 0;
    while (client.metrics().refused < 20_000 || client.metrics().retried < 20) {
      for (let i = 0; i < 1_000; i++) {
        taken += client.track(view('日本😀')) ? 1 : 0;
      }
      most = Math.max(most, client.metrics().queuedBytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(most > bound - 2_000 && most <= bound, String(most));
    assert.equal((await client.close(1)).length, taken);
  });

  test('events are given up at the maximum age', async () => {
    const client = gateway.client({ maxAgeMs: 50 });
    track(client, 3);
    await until(() => client.metrics().queued === 0);
    assert.equal(client.metrics().expired, 3);
    assert.deepEqual(
      gateway.failed.map((event) => event.reason),
      Array(3).fill('expired'),
    );
    await client.close(PATIENCE);
  });

  test('flush says whether everything is settled', async () => {
    const client = gateway.client({ lingerMs: NEVER });
    assert.equal(await client.flush(1), true);
    track(client, 1);
    assert.equal(await client.flush(1), false);
    gateway.answer = accept;
    assert.equal(await client.flush(PATIENCE), true);
    assert.equal(client.metrics().accepted, 1);
    await client.close(PATIENCE);
  });

  test('close returns what is left', async () => {
    const client = gateway.client({ batchEvents: 2 });
    const ids = Array.from({ length: 7 }, (_, i) => `e-${i}`);
    ids.forEach((eventId) => client.track({ userId: 'ada', type: 'login', eventId }));

    const left = await client.close(1);

    assert.deepEqual(
      left.map((event) => event.eventId),
      ids,
    );
    assert.ok(left.every((event) => event.reason === 'not_delivered'));
    assert.deepEqual(gateway.failed, left);
    assert.equal(client.metrics().notDelivered, 7);
    assert.equal(client.metrics().queuedBytes, 0);
    assert.deepEqual(await client.close(1), []);
    assert.equal(client.track(view('intro')), false);
    assert.equal(client.metrics().refused, 1);
  });
});

test('a response after close changes nothing', async () => {
  let respond: ((response: Response) => void) | undefined;
  const client = gateway.client({ fetch: () => new Promise((resolve) => (respond = resolve)) });
  track(client, 1);
  await until(() => respond !== undefined);

  const left = await client.close(1);
  const closed = client.metrics();
  respond?.(new Response('{"accepted":1,"rejected":0}'));
  await new Promise((resolve) => setImmediate(resolve));

  assert.equal(left.length, 1);
  assert.deepEqual(client.metrics(), closed);
  assert.deepEqual(closed, metrics({ tracked: 1, notDelivered: 1, requests: 1 }));
});

describe('mistakes of the program', () => {
  test('are refused at once', async () => {
    const client = gateway.client({ batchBytes: 1_024 });
    assert.throws(() => client.track(view('x'.repeat(1_024))), /larger than a batch/);
    assert.throws(() => client.track({ ...view('intro'), value: NaN }), /finite/);
    assert.throws(() => client.track({ ...view('intro'), plan: 'pro' } as WeirEvent), /no field plan/);
    assert.throws(() => client.track({ ...view('intro'), properties: { big: 1n } }), /BigInt/);
    assert.throws(() => new WeirClient('ftp://weir.example.org'), /https:\/\/weir.example.org/);
    assert.throws(() => gateway.client({ batchEvents: 1_001 }), /batchEvents/);
    assert.throws(() => gateway.client({ apiKey: 'a\nb' }), TypeError);
    assert.equal(client.metrics().tracked, 0);
    await client.close(PATIENCE);
  });
});

/** A port at which nothing listens. */
async function nobody(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
