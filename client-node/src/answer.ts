// SPDX-License-Identifier: Apache-2.0

/** Why the gateway did not accept an event. `index` counts the events of the request from 0. */
export interface Rejection {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/**
 * The outcome of a request.
 *
 * - `decided`: the gateway accepted all events but these.
 * - `refused`: none was accepted, and the same request would fail again.
 * - `try_again`: it is unknown whether events were accepted, or none was. All have to be sent again.
 */
export type Answer =
  | { readonly kind: 'decided'; readonly rejections: readonly Rejection[] }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  | {
      readonly kind: 'try_again';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs: number | undefined;
    };

/** A wrong clock or a mistake in a proxy must not stop the client for days. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

/** Reads a response of `POST /events`, or of a proxy in between. `events` is how many the request had. */
export function readAnswer(status: number, retryAfter: string | null, body: string, events: number): Answer {
  const content = parse(body);
  const errors = Array.isArray(content['errors']) ? content['errors'].map(asObject) : [];
  if ((status >= 200 && status < 300) || status === 400) {
    const rejections = errors.map(rejection);
    const accepted = typeof content['accepted'] === 'number' ? content['accepted'] : 0;
    const known = rejections.every(({ index }) => Number.isInteger(index) && index >= 0 && index < events);
    if (known && accepted + rejections.length === events) {
      return { kind: 'decided', rejections };
    }
    if (status !== 400) {
      const message = "The response is not one of Weir's gateway.";
      return { kind: 'try_again', status, code: 'unexpected_response', message, retryAfterMs: undefined };
    }
  }
  const problem = content['error'] === undefined ? (errors[0] ?? {}) : asObject(content['error']);
  const code = String(problem['code'] ?? `http_${status}`);
  const message = String(problem['message'] ?? `The status of the response is ${status}.`);
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: 'try_again', status, code, message, retryAfterMs: milliseconds(retryAfter) };
  }
  return { kind: 'refused', status, code, message };
}

/** Reads seconds or a date. */
function milliseconds(retryAfter: string | null): number | undefined {
  if (retryAfter === null) {
    return undefined;
  }
  const wait = /^\s*-?\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS);
}

function rejection(error: Record<string, unknown>): Rejection {
  return {
    index: typeof error['index'] === 'number' ? error['index'] : -1,
    code: String(error['code'] ?? 'unknown'),
    message: String(error['message'] ?? ''),
  };
}

function parse(body: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
