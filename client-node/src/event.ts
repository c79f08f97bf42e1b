// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';

/**
 * An event of a user. The gateway checks its rules (lengths, characters, age); a refused event arrives at
 * `ClientListener.eventsFailed`.
 */
export interface WeirEvent {
  /** The user, 1 to 128 characters. */
  readonly userId: string;
  /** Such as `purchase` or `video_view`: a lower-case letter, then lower-case letters, digits, `_` and `.`. */
  readonly type: string;
  /** The video, 1 to 128 characters; required for types that begin with `video_`. */
  readonly videoId?: string;
  /**
   * Your own identity of the event, 1 to 64 characters, such as `order-4711-paid`. The default is a new UUID. Weir counts
   * an identity once for its user within 24 hours.
   */
  readonly eventId?: string;
  /** The session, 1 to 128 characters. */
  readonly sessionId?: string;
  /** When it happened: a date, milliseconds since 1970, or RFC 3339. The default is the time of `track`. */
  readonly timestamp?: Date | number | string;
  /** A finite number that belongs to the event, such as an amount. */
  readonly value?: number;
  /** Whatever else belongs to it, up to 8 KiB as JSON and 4 levels. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

const NAMES: Readonly<Record<keyof WeirEvent, string>> = {
  userId: 'user_id',
  type: 'type',
  videoId: 'video_id',
  eventId: 'event_id',
  sessionId: 'session_id',
  timestamp: 'timestamp',
  value: 'value',
  properties: 'properties',
};

/** Makes an event id: a UUID of version 7 (RFC 9562), which begins with the time and is random in the rest. */
export function uuidV7(milliseconds: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Writes an event as a line of NDJSON, with its line break. Adds an event id and the time unless it has them. */
export function toLine(event: WeirEvent, now: number): { eventId: string; line: string } {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    const name = NAMES[key as keyof WeirEvent];
    if (name === undefined) {
      throw new TypeError(`An event has no field ${key}; put your own into properties.`);
    }
    fields[name] = value instanceof Date && name === 'timestamp' ? value.getTime() : value;
  }
  for (const name of ['value', 'timestamp']) {
    if (typeof fields[name] === 'number' && !Number.isFinite(fields[name])) {
      throw new TypeError(`${name} must be a finite number.`);
    }
  }
  fields['event_id'] ??= uuidV7(now);
  fields['timestamp'] ??= now;
  return { eventId: String(fields['event_id']), line: JSON.stringify(fields) + '\n' };
}
