// SPDX-License-Identifier: Apache-2.0
import { loggingListener, type ClientListener } from './reports.js';

/** How a client works. All options have defaults. */
export interface ClientOptions {
  /** The key that gives this program a rate limit of its own. */
  readonly apiKey?: string;
  /** Hears of failed events and requests. The default logs them. */
  readonly listener?: ClientListener;
  /** The most events of a request, 1 to 1,000. Default 1,000. */
  readonly batchEvents?: number;
  /** The most bytes of a request before compression, 1 KiB to 5 MiB. Default 1 MiB. */
  readonly batchBytes?: number;
  /** How long an event waits for others to share its request. Default 100 ms. */
  readonly lingerMs?: number;
  /** The most memory of all events that are not settled. Default 32 MiB. Bodies of requests in flight come in addition. */
  readonly bufferBytes?: number;
  /** The most requests at the same time, 1 to 64. Default 2. */
  readonly requestsInFlight?: number;
  /** How long a request may take, with its response. Then it is sent again. Default 30,000 ms. */
  readonly requestTimeoutMs?: number;
  /**
   * How long to wait after a failed request: this long, then twice as long each time up to `longestBackoffMs`, between half
   * of that and all of it at random. A `Retry-After` of the gateway, up to 5 minutes, replaces the half. Default 100 ms.
   */
  readonly firstBackoffMs?: number;
  /** Default 10,000 ms. */
  readonly longestBackoffMs?: number;
  /**
   * The age at which events are given up instead of being sent again. Default: none; events stay as long as the buffer has
   * room. Weir recognizes an event that is sent again for 24 hours.
   */
  readonly maxAgeMs?: number;
  /** How long `close` waits for the gateway. Default 10,000 ms. */
  readonly closeTimeoutMs?: number;
  /** Sends the requests, for a proxy or certificates of your own. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Options that are complete and valid. */
export type Settings = Required<Omit<ClientOptions, 'apiKey'>> & { readonly apiKey: string | undefined };

const MIB = 1024 * 1024;

/** @throws RangeError if an option is out of its range */
export function settings(options: ClientOptions): Settings {
  const within = (name: keyof ClientOptions, value: unknown, least: number, most: number): number => {
    if (typeof value !== 'number' || Number.isNaN(value) || value < least || value > most) {
      throw new RangeError(`${name} must be a number from ${least} to ${most}.`);
    }
    return value;
  };
  const firstBackoffMs = within('firstBackoffMs', options.firstBackoffMs ?? 100, 1, Infinity);
  return {
    apiKey: options.apiKey,
    listener: options.listener ?? loggingListener,
    batchEvents: within('batchEvents', options.batchEvents ?? 1_000, 1, 1_000),
    batchBytes: within('batchBytes', options.batchBytes ?? MIB, 1_024, 5 * MIB),
    lingerMs: within('lingerMs', options.lingerMs ?? 100, 0, Infinity),
    bufferBytes: within('bufferBytes', options.bufferBytes ?? 32 * MIB, 1_024, Infinity),
    requestsInFlight: within('requestsInFlight', options.requestsInFlight ?? 2, 1, 64),
    requestTimeoutMs: within('requestTimeoutMs', options.requestTimeoutMs ?? 30_000, 1, Infinity),
    firstBackoffMs,
    longestBackoffMs: within('longestBackoffMs', options.longestBackoffMs ?? 10_000, firstBackoffMs, Infinity),
    maxAgeMs: within('maxAgeMs', options.maxAgeMs ?? Infinity, 1, Infinity),
    closeTimeoutMs: within('closeTimeoutMs', options.closeTimeoutMs ?? 10_000, 0, Infinity),
    fetch: options.fetch ?? globalThis.fetch,
  };
}
