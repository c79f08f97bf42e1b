// SPDX-License-Identifier: Apache-2.0
import type { Settings } from './options.js';
import type { ClientMetrics } from './reports.js';
import { after } from './timer.js';

/** An event that waits in the buffer, as the line that is sent. `sequence` counts the events of a client from 1. */
export interface QueuedEvent {
  readonly sequence: number;
  readonly eventId: string;
  readonly line: string;
  readonly lineBytes: number;
  readonly sizeBytes: number;
  /** Milliseconds on the clock of `performance.now`. */
  readonly queuedAt: number;
}

/** How many events of a batch ended in which way. */
export type Tally = Partial<Record<'accepted' | 'rejected' | 'expired', number>>;

/** Events that one request carries. Each batch is compared by its identity. */
export type Batch = readonly QueuedEvent[];

/** The memory of an event beside its line: an object, an id of 36 characters, and places in arrays. */
const OVERHEAD_BYTES = 200;

/**
 * The events that are not settled yet: a queue, and the batches that are being sent. It bounds the memory of both
 * together, and keeps the accounts: each event is in it until it is counted in exactly one way.
 */
export class EventBuffer {
  readonly #settings: Settings;
  #queue: QueuedEvent[] = [];
  /** Where the queue begins. Removing the first element of a long array is slow. */
  #head = 0;
  #lineBytesInQueue = 0;
  #bytes = 0;
  #flushUpTo = 0;
  #closed = false;
  #abandoned = false;
  readonly #inFlight = new Set<Batch>();
  #takers: ((batch: Batch | undefined) => void)[] = [];
  #cancelLinger: (() => void) | undefined;
  /** Callbacks that wait until something has changed. */
  readonly #waiting = new Set<() => void>();
  readonly #counts = {
    tracked: 0,
    accepted: 0,
    rejected: 0,
    expired: 0,
    notDelivered: 0,
    refused: 0,
    requests: 0,
    retried: 0,
  };

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Takes an event. Returns false if there is no room, or the buffer is closed. The refusal is not counted. */
  offer(eventId: string, line: string): boolean {
    const lineBytes = Buffer.byteLength(line);
    // A string with characters beyond Latin-1 takes two bytes for each.
    const sizeBytes = OVERHEAD_BYTES + (lineBytes > line.length ? 2 * line.length : line.length);
    if (lineBytes > this.#settings.batchBytes || sizeBytes > this.#settings.bufferBytes) {
      throw new RangeError(`An event of ${lineBytes} bytes is larger than a batch.`);
    }
    if (this.#closed || this.#bytes + sizeBytes > this.#settings.bufferBytes) {
      return false;
    }
    this.#counts.tracked++;
    const sequence = this.#counts.tracked;
    this.#queue.push({ sequence, eventId, line, lineBytes, sizeBytes, queuedAt: performance.now() });
    this.#lineBytesInQueue += lineBytes;
    this.#bytes += sizeBytes;
    this.#hand();
    return true;
  }

  refuse(): void {
    this.#counts.refused++;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get isAbandoned(): boolean {
    return this.#abandoned;
  }

  /** Waits for a batch. Returns undefined if the buffer is closed and its queue is empty. */
  take(): Promise<Batch | undefined> {
    return new Promise((resolve) => {
      this.#takers.push(resolve);
      this.#hand();
    });
  }

  /** Passes batches to waiting senders, or sets the timer for the next batch. */
  #hand(): void {
    let oldest = this.#queue[this.#head];
    while (this.#takers.length > 0 && (oldest !== undefined || this.#closed)) {
      if (oldest === undefined) {
        this.#takers.splice(0).forEach((resolve) => resolve(undefined));
        return;
      }
      const left = this.#settings.lingerMs - (performance.now() - oldest.queuedAt);
      if (left > 0 && !this.#isEnough() && oldest.sequence > this.#flushUpTo) {
        this.#cancelLinger ??= after(left, () => {
          this.#cancelLinger = undefined;
          this.#hand();
        });
        return;
      }
      this.#takers.shift()?.(this.#cut());
      oldest = this.#queue[this.#head];
    }
  }

  #isEnough(): boolean {
    const { batchEvents, batchBytes } = this.#settings;
    return this.#queue.length - this.#head >= batchEvents || this.#lineBytesInQueue >= batchBytes;
  }

  #cut(): Batch {
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    let bytes = 0;
    let end = this.#head;
    for (let next = this.#queue[end]; next !== undefined; next = this.#queue[end]) {
      if (end - this.#head >= this.#settings.batchEvents || bytes + next.lineBytes > this.#settings.batchBytes) {
        break;
      }
      bytes += next.lineBytes;
      end++;
    }
    const batch = this.#queue.slice(this.#head, end);
    this.#lineBytesInQueue -= bytes;
    this.#queue.fill(undefined as never, this.#head, end);
    this.#head = end;
    if (this.#head > this.#queue.length / 2) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    this.#inFlight.add(batch);
    return batch;
  }

  /**
   * Replaces a batch by what is left of it, counts the others of its events, and reports.
   *
   * @returns false, without any change, if the batch was abandoned
   */
  settle(batch: Batch, rest: readonly Batch[], tally: Tally, report: () => void = () => {}): boolean {
    if (!this.#inFlight.delete(batch)) {
      return false;
    }
    this.#bytes -= size(batch);
    for (const part of rest) {
      this.#inFlight.add(part);
      this.#bytes += size(part);
    }
    this.#counts.accepted += tally.accepted ?? 0;
    this.#counts.rejected += tally.rejected ?? 0;
    this.#counts.expired += tally.expired ?? 0;
    report();
    this.#changed();
    return true;
  }

  /** Lets the present events be sent without lingering, and waits until they are settled. */
  flush(patienceMs: number): Promise<boolean> {
    const target = this.#counts.tracked;
    this.#flushUpTo = Math.max(this.#flushUpTo, target);
    this.#hand();
    return this.until(() => this.#oldestSequence() > target, patienceMs);
  }

  /** Waits until a condition holds, which is tried after each change. Returns false if it does not hold in time. */
  until(condition: () => boolean, patienceMs: number): Promise<boolean> {
    if (condition()) {
      return Promise.resolve(true);
    }
    if (patienceMs <= 0) {
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      const end = (result: boolean): void => {
        cancel();
        this.#waiting.delete(look);
        resolve(result);
      };
      const look = (): void => {
        if (condition()) {
          end(true);
        }
      };
      const cancel = after(patienceMs, () => end(false));
      this.#waiting.add(look);
    });
  }

  #changed(): void {
    for (const look of [...this.#waiting]) {
      look();
    }
  }

  #oldestSequence(): number {
    let oldest = this.#queue[this.#head]?.sequence ?? Infinity;
    for (const batch of this.#inFlight) {
      oldest = Math.min(oldest, batch[0]?.sequence ?? Infinity);
    }
    return oldest;
  }

  /** Takes no further events. */
  close(): void {
    this.#closed = true;
    this.#flushUpTo = Infinity;
    this.#hand();
    this.#changed();
  }

  /** Gives up all events that are not settled, and returns them in the order of their tracking. */
  abandon(): QueuedEvent[] {
    const left = [...this.#queue.slice(this.#head), ...[...this.#inFlight].flat()];
    left.sort((one, other) => one.sequence - other.sequence);
    this.#abandoned = true;
    this.#counts.notDelivered += left.length;
    this.#queue = [];
    this.#head = 0;
    this.#inFlight.clear();
    this.#lineBytesInQueue = 0;
    this.#bytes = 0;
    this.#hand();
    this.#changed();
    return left;
  }

  /** Counts a request. */
  sent(again: boolean): void {
    this.#counts.requests++;
    this.#counts.retried += again ? 1 : 0;
  }

  metrics(): ClientMetrics {
    let queued = this.#queue.length - this.#head;
    for (const batch of this.#inFlight) {
      queued += batch.length;
    }
    return { ...this.#counts, queued, queuedBytes: this.#bytes };
  }
}

function size(batch: Batch): number {
  return batch.reduce((sum, event) => sum + event.sizeBytes, 0);
}
