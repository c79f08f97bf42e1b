// SPDX-License-Identifier: Apache-2.0
import type { Answer } from './answer.js';
import { backoff } from './backoff.js';
import type { Batch, EventBuffer, QueuedEvent, Tally } from './buffer.js';
import type { GatewayConnection } from './connection.js';
import type { Settings } from './options.js';
import type { FailedEvent, RequestProblem } from './reports.js';

/**
 * Sends batches of the buffer, one at a time, each until it is settled. A client has as many senders as requests may be in
 * flight.
 */
export class Sender {
  readonly #buffer: EventBuffer;
  readonly #gateway: GatewayConnection;
  readonly #settings: Settings;

  constructor(buffer: EventBuffer, gateway: GatewayConnection, settings: Settings) {
    this.#buffer = buffer;
    this.#gateway = gateway;
    this.#settings = settings;
  }

  /** Ends when the buffer is closed and empty. */
  async run(): Promise<void> {
    for (let batch = await this.#buffer.take(); batch !== undefined; batch = await this.#buffer.take()) {
      await this.#deliver(batch);
    }
  }

  async #deliver(whole: Batch): Promise<void> {
    const open = [whole];
    let failures = 0;
    for (let next = open.pop(); next !== undefined && !this.#buffer.isAbandoned; next = open.pop()) {
      const batch = this.#expire(next);
      if (batch.length === 0) {
        continue;
      }
      this.#buffer.sent(failures > 0);
      const answer = await this.#gateway.send(batch);
      if (answer.kind === 'decided') {
        this.#decide(batch, answer);
        failures = 0;
      } else if (answer.kind === 'refused') {
        open.push(...this.#refuse(batch, answer));
        failures = 0;
      } else if (!this.#buffer.isAbandoned) {
        failures++;
        open.push(batch);
        const { firstBackoffMs, longestBackoffMs } = this.#settings;
        const retryInMs = backoff(failures, firstBackoffMs, longestBackoffMs, answer.retryAfterMs);
        const { status, code, message } = answer;
        this.#tellProblem({ status, code, message, events: batch.length, retryInMs });
        await this.#buffer.until(() => this.#buffer.isAbandoned, retryInMs);
      }
    }
  }

  /** Gives up the events that are too old. Returns the others. */
  #expire(batch: Batch): Batch {
    const oldest = performance.now() - this.#settings.maxAgeMs;
    const rest = batch.filter((event) => event.queuedAt >= oldest);
    if (rest.length === batch.length) {
      return batch;
    }
    const expired = batch
      .filter((event) => event.queuedAt < oldest)
      .map((event) =>
        failed(event, 'expired', '', `The event could not be delivered in ${this.#settings.maxAgeMs} ms.`),
      );
    this.#settle(batch, rest.length === 0 ? [] : [rest], { expired: expired.length }, expired);
    return rest;
  }

  #decide(batch: Batch, answer: Extract<Answer, { kind: 'decided' }>): void {
    const rejected = new Map<number, FailedEvent>();
    for (const { index, code, message } of answer.rejections) {
      const event = batch[index];
      if (event !== undefined) {
        rejected.set(index, failed(event, 'rejected', code, message));
      }
    }
    const tally = { accepted: batch.length - rejected.size, rejected: rejected.size };
    this.#settle(batch, [], tally, [...rejected.values()]);
  }

  /** Returns what has to be tried again: two halves, if the request was too large. */
  #refuse(batch: Batch, answer: Extract<Answer, { kind: 'refused' }>): Batch[] {
    const { status, code, message } = answer;
    if (status === 413 && batch.length > 1) {
      const middle = batch.length >> 1;
      const halves = [batch.slice(0, middle), batch.slice(middle)];
      return this.#settle(batch, halves, {}, []) ? halves : [];
    }
    this.#tellProblem({ status, code, message, events: batch.length, retryInMs: 0 });
    const events = batch.map((event) => failed(event, 'rejected', code, message));
    this.#settle(batch, [], { rejected: events.length }, events);
    return [];
  }

  #settle(batch: Batch, rest: readonly Batch[], tally: Tally, events: readonly FailedEvent[]): boolean {
    return this.#buffer.settle(batch, rest, tally, () => this.tellFailed(events));
  }

  #tellProblem(problem: RequestProblem): void {
    guarded(() => this.#settings.listener.requestFailed?.(problem));
  }

  /** Calls the listener with events, unless there are none. */
  tellFailed(events: readonly FailedEvent[]): void {
    if (events.length > 0) {
      guarded(() => this.#settings.listener.eventsFailed?.(events));
    }
  }
}

/** A listener that throws must not end the sending. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    console.error('The listener of the Weir client failed', error);
  }
}

export function failed(
  event: QueuedEvent,
  reason: FailedEvent['reason'],
  code: string,
  message: string,
): FailedEvent {
  return { eventId: event.eventId, json: event.line.slice(0, -1), reason, code, message };
}
