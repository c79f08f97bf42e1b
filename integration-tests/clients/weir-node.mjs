// Sends events with Weir's Node.js client, as fast as its buffer takes them, and prints the outcomes as JSON.
// GATEWAY_URL is the gateway, API_KEY one of its keys, EVENTS how many events.

import { WeirClient } from '../../client-node/target/dist/index.js';

const problems = {};
const failed = [];
const weir = new WeirClient(process.env.GATEWAY_URL, {
  apiKey: process.env.API_KEY,
  bufferBytes: 4 * 1024 * 1024,
  longestBackoffMs: 1_000,
  listener: {
    eventsFailed: (events) => failed.push(...events),
    requestFailed: ({ status }) => (problems[status] = (problems[status] ?? 0) + 1),
  },
});

for (let i = 0; i < Number(process.env.EVENTS); i++) {
  const event = { userId: `node-${i % 1_000}`, type: 'video_view', videoId: `node-${i % 10}` };
  if (!(await weir.trackWithin(event, 120_000))) {
    throw new Error('There was no room for two minutes.');
  }
}
const left = await weir.close(120_000);
console.log(JSON.stringify({ ...weir.metrics(), left: left.length, failed: failed.length, problems }));
