// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '../src/answer.js';
import { backoff } from '../src/backoff.js';

test('rejections are read', () => {
  const body =
    '{"new":1,"accepted":1,"rejected":1,"errors":[{"index":1,"event_id":"e-2","code":"missing_field","message":"No."}]}';
  assert.deepEqual(readAnswer(207, null, body, 2), {
    kind: 'decided',
    rejections: [{ index: 1, code: 'missing_field', message: 'No.' }],
  });
});

test('a body that the gateway cannot read is refused', () => {
  const body = '{"accepted":0,"rejected":1,"errors":[{"code":"malformed_json","message":"No gzip."}]}';
  const refused = { kind: 'refused', status: 400, code: 'malformed_json', message: 'No gzip.' };
  assert.deepEqual(readAnswer(400, null, body, 1), refused);
  assert.deepEqual(readAnswer(400, null, body, 2), refused);
});

test('a decision on other events is not trusted', () => {
  assert.equal(readAnswer(200, null, '{"accepted":3,"rejected":0}', 2).kind, 'try_again');
  assert.equal(readAnswer(207, null, '{"accepted":1,"errors":[{"index":2}]}', 2).kind, 'try_again');
  assert.equal(readAnswer(200, null, '{"accepted":2', 2).kind, 'try_again');
});

test('Retry-After is read in seconds and as a date', () => {
  const retryAfterMs = (header: string): number | undefined => {
    const answer = readAnswer(503, header, '', 1);
    return answer.kind === 'try_again' ? answer.retryAfterMs : assert.fail(answer.kind);
  };
  assert.equal(retryAfterMs('7'), 7_000);
  assert.equal(retryAfterMs(' 0 '), 0);
  assert.equal(retryAfterMs('-1'), 0);
  assert.equal(retryAfterMs('999999999'), 300_000);
  assert.equal(retryAfterMs('soon'), undefined);
  const date = retryAfterMs(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
  assert.ok(date > 1_000 && date <= 61_000, String(date));
});

test('the backoff doubles up to the longest, and is never shorter than demanded', () => {
  for (let failures = 1; failures < 2_000; failures++) {
    const full = Math.min(10_000, 100 * 2 ** (failures - 1));
    const wait = backoff(failures, 100, 10_000, undefined);
    assert.ok(wait >= full / 2 && wait <= full, `${failures}: ${wait}`);
    const demanded = backoff(failures, 100, 10_000, 7_000);
    assert.ok(demanded >= 7_000 && demanded <= 12_000, `${failures}: ${demanded}`);
  }
});
