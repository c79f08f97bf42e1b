// Uses Segment's Node.js client as an application does: node --test segment-node.test.mjs
// GATEWAY_URL is the gateway; WRITE_KEY is one of its API keys.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { Analytics } from '@segment/analytics-node';

const host = process.env.GATEWAY_URL;
const writeKey = process.env.WRITE_KEY;
const opened = [];

/** Every attempt is sent at once and on its own, unless the settings differ. */
const client = (settings = {}) => {
  const analytics = new Analytics({ host, writeKey, flushAt: 1, maxRetries: 3, ...settings });
  analytics.on('error', () => {});
  opened.push(analytics);
  return analytics;
};

/** Resolves to the reason why a call was not delivered, or undefined. */
const failure = (call) => new Promise((resolve) => call((error) => resolve(error && String(error.reason ?? error))));

const view = (userId, messageId) => ({ userId, messageId, event: 'Video View', properties: { video_id: 'intro', plan: 'pro' } });

after(() => Promise.all(opened.map((analytics) => analytics.closeAndFlush())));

test('delivers every call', async () => {
  const analytics = client({ flushAt: 6 });
  const timestamp = new Date(Date.now() - 60_000);
  const failures = await Promise.all([
    failure((done) => analytics.track({ ...view('ada', 'm-1'), anonymousId: 'a-1', timestamp }, done)),
    failure((done) => analytics.page({ anonymousId: 'bob', name: 'Home', category: 'Docs', properties: { path: '/' } }, done)),
    failure((done) => analytics.screen({ userId: 'ada', name: 'Start' }, done)),
    failure((done) => analytics.identify({ userId: 'described', traits: { email: 'd@example.org' } }, done)),
    failure((done) => analytics.group({ userId: 'described', groupId: 'g-1', traits: { seats: 3 } }, done)),
    failure((done) => analytics.alias({ userId: 'described', previousId: 'p-1' }, done)),
  ]);

  assert.deepEqual(failures, Array(6).fill(undefined));
});

test('sends the same message again without counting it twice', async () => {
  for (let i = 0; i < 3; i++) {
    assert.equal(await failure((done) => client().track(view('ada', 'm-2'), done)), undefined);
  }
});

test('retries what it does not know to be delivered', async (t) => {
  // Loses the first responses of the gateway.
  const statuses = [503, 429];
  const attempts = [];
  const lossy = createServer(async (request, response) => {
    const body = await new Response(request).text();
    const { authorization } = request.headers;
    const answer = await fetch(host + request.url, { method: 'POST', body, headers: { authorization, 'Content-Type': 'application/json' } });
    attempts.push(JSON.parse(body).batch[0].messageId);
    const status = statuses.shift() ?? answer.status;
    response.writeHead(status, { 'Retry-After': '1' }).end(await answer.text());
  });
  await new Promise((resolve) => lossy.listen(0, '127.0.0.1', resolve));
  t.after(() => lossy.close());

  const analytics = client({ host: `http://127.0.0.1:${lossy.address().port}` });
  assert.equal(await failure((done) => analytics.track({ userId: 'ada', event: 'Signed Up' }, done)), undefined);

  assert.equal(attempts.length, 3);
  assert.equal(new Set(attempts).size, 1);
});

test('learns of an event that is not valid, and the others of its batch are counted', async () => {
  const analytics = client({ flushAt: 2 });
  const failures = await Promise.all([
    failure((done) => analytics.track({ userId: 'ada', event: 'Batch Mate' }, done)),
    failure((done) => analytics.track({ userId: 'ada', event: 'Video Seek' }, done)),
  ]);

  for (const reason of failures) {
    assert.match(reason, /400/);
  }
});

test('learns that its key is unknown', async () => {
  const reason = await failure((done) => client({ writeKey: 'a-key-that-nobody-has' }).track(view('mallory', 'm-3'), done));

  assert.match(reason, /401/);
});
