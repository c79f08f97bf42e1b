// SPDX-License-Identifier: Apache-2.0
import { EventBuffer } from './buffer.js';
import { GatewayConnection } from './connection.js';
import { toLine, type WeirEvent } from './event.js';
import { settings, type ClientOptions, type Settings } from './options.js';
import type { ClientMetrics, FailedEvent } from './reports.js';
import { failed, Sender } from './sender.js';

/**
 * Sends events to Weir, in batches and in the background. A program needs one.
 *
 * Each event that `track` takes ends in exactly one way: the gateway accepts it, or it arrives at
 * `ClientListener.eventsFailed` with the reason. An event is sent again until the gateway has decided on it, always with
 * the same `event_id`, so Weir counts it once. Events arrive in no particular order.
 *
 * A process with events in the buffer does not end by itself. `process.exit` without `close` loses them.
 */
export class WeirClient {
  readonly #settings: Settings;
  readonly #buffer: EventBuffer;
  readonly #connection: GatewayConnection;
  readonly #sender: Sender;

  /** @param gateway the base of its URLs, with http or https, such as `https://weir.example.org` */
  constructor(gateway: string | URL, options: ClientOptions = {}) {
    this.#settings = settings(options);
    this.#buffer = new EventBuffer(this.#settings);
    this.#connection = new GatewayConnection(gateway, this.#settings);
    this.#sender = new Sender(this.#buffer, this.#connection, this.#settings);
    for (let number = 1; number <= this.#settings.requestsInFlight; number++) {
      void this.#sender.run();
    }
  }

  /**
   * Puts an event into the buffer. It gets an `event_id` and the present time unless it has them.
   *
   * @returns false if the buffer is full or the client is closed: the event will not be sent, and is counted in
   *     `ClientMetrics.refused`
   * @throws if the event cannot be written as JSON, has an unknown field, or has more bytes than a batch
   */
  track(event: WeirEvent): boolean {
    const { eventId, line } = toLine(event, Date.now());
    const taken = this.#buffer.offer(eventId, line);
    if (!taken) {
      this.#buffer.refuse();
    }
    return taken;
  }

  /** As `track`, but waits for room in the buffer, for up to `patienceMs`. */
  async trackWithin(event: WeirEvent, patienceMs: number): Promise<boolean> {
    const { eventId, line } = toLine(event, Date.now());
    let taken = false;
    const offer = (): boolean => {
      taken = this.#buffer.offer(eventId, line);
      return taken || this.#buffer.isClosed;
    };
    await this.#buffer.until(offer, patienceMs);
    if (!taken) {
      this.#buffer.refuse();
    }
    return taken;
  }

  /**
   * Sends what is in the buffer at once, and waits until each of these events is accepted or reported.
   *
   * @returns false if that takes longer than `patienceMs`
   */
  flush(patienceMs: number): Promise<boolean> {
    return this.#buffer.flush(patienceMs);
  }

  /** The counters at this instant. */
  metrics(): ClientMetrics {
    return this.#buffer.metrics();
  }

  /**
   * Takes no further events, and sends those in the buffer.
   *
   * @param patienceMs the longest time to wait for the gateway
   * @returns the events that were not delivered, which the listener gets, too. A request may have been on its way, so some
   *     of them may have been counted; sent again with their `event_id` within 24 hours, each counts once.
   */
  async close(patienceMs: number = this.#settings.closeTimeoutMs): Promise<FailedEvent[]> {
    this.#buffer.close();
    await this.#buffer.flush(patienceMs);
    const left = this.#buffer
      .abandon()
      .map((event) =>
        failed(event, 'not_delivered', '', 'The event was not delivered before the client was closed.'),
      );
    this.#connection.abort();
    this.#sender.tellFailed(left);
    return left;
  }
}
