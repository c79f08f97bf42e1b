// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readAnswer, type Answer } from './answer.js';
import type { QueuedEvent } from './buffer.js';
import type { Settings } from './options.js';
import { after } from './timer.js';

const compress = promisify(gzip);

/** Sends batches to a gateway. */
export class GatewayConnection {
  readonly #events: URL;
  readonly #headers: Headers;
  readonly #settings: Settings;
  readonly #inFlight = new Set<AbortController>();
  #aborted = false;

  constructor(gateway: string | URL, settings: Settings) {
    const base = new URL(gateway);
    if (!/^https?:$/.test(base.protocol) || base.search !== '' || base.hash !== '') {
      throw new TypeError(`The gateway needs an address such as https://weir.example.org, not ${base.href}`);
    }
    this.#events = new URL('events', base.href.endsWith('/') ? base : base.href + '/');
    this.#headers = new Headers({
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'gzip',
      'User-Agent': 'weir-client-node',
    });
    if (settings.apiKey !== undefined) {
      this.#headers.set('X-API-Key', settings.apiKey);
    }
    this.#settings = settings;
  }

  /** Sends a batch once. */
  async send(events: readonly QueuedEvent[]): Promise<Answer> {
    const controller = new AbortController();
    this.#inFlight.add(controller);
    const cancelTimeout = after(this.#settings.requestTimeoutMs, () =>
      controller.abort(new Error(`There was no response within ${this.#settings.requestTimeoutMs} ms.`)),
    );
    try {
      const body = await compress(events.map((event) => event.line).join(''));
      if (this.#aborted) {
        throw new Error('The client is closed.');
      }
      const response = await this.#settings.fetch(this.#events, {
        method: 'POST',
        headers: this.#headers,
        body,
        redirect: 'manual',
        signal: controller.signal,
      });
      const text = await response.text();
      return readAnswer(response.status, response.headers.get('Retry-After'), text, events.length);
    } catch (error) {
      const message = `The request failed: ${describe(error)}`;
      return { kind: 'try_again', status: 0, code: 'no_response', message, retryAfterMs: undefined };
    } finally {
      cancelTimeout();
      this.#inFlight.delete(controller);
    }
  }

  /** Cancels the requests in flight, and those to come. */
  abort(): void {
    this.#aborted = true;
    for (const controller of this.#inFlight) {
      controller.abort(new Error('The client is closed.'));
    }
  }
}

/** `fetch` puts the reason into the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
