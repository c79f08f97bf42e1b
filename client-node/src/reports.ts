// SPDX-License-Identifier: Apache-2.0

/** An event that was not accepted and is not sent again by the client. */
export interface FailedEvent {
  readonly eventId: string;
  /**
   * The event as one line of JSON, which `POST /events` takes. If it is sent again with the same `event_id` within 24
   * hours, it counts once.
   */
  readonly json: string;
  /**
   * - `rejected`: the gateway refused it, and would refuse it again.
   * - `expired`: it could not be delivered within the maximum age.
   * - `not_delivered`: it could not be delivered before the client was closed.
   *
   * An event that expired or was not delivered may have been counted if a response was lost.
   */
  readonly reason: 'rejected' | 'expired' | 'not_delivered';
  /**
   * A code of the gateway such as `too_old`, `http_…` with the status of a response without a code, or empty if the reason
   * is not `rejected`.
   */
  readonly code: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
}

/** A request that failed as a whole. */
export interface RequestProblem {
  /** The status of the response, or 0 without a response. */
  readonly status: number;
  /** The gateway's code such as `invalid_api_key`, or `http_…` with the status, or `no_response`. */
  readonly code: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** How many events the request had. */
  readonly events: number;
  /** Milliseconds after which the client sends them again; 0 if it does not, and they are rejected. */
  readonly retryInMs: number;
}

/** Hears what goes wrong. The default logs counts and codes to the console. */
export interface ClientListener {
  /** Gets events that the client gives up, each exactly once. All have the same reason. */
  eventsFailed?(events: readonly FailedEvent[]): void;
  /** Gets a request that failed as a whole. */
  requestFailed?(problem: RequestProblem): void;
}

/**
 * The counters of a client since it was made, at one instant. Always
 * `tracked = accepted + rejected + expired + notDelivered + queued`.
 */
export interface ClientMetrics {
  /** Events that `track` took. */
  readonly tracked: number;
  /** Events that the gateway has made durable. */
  readonly accepted: number;
  /** Events that the gateway refused. */
  readonly rejected: number;
  /** Events that were older than the maximum age. */
  readonly expired: number;
  /** Events that were left when the client was closed. */
  readonly notDelivered: number;
  /** Events in the buffer, with those that are being sent. */
  readonly queued: number;
  /** The memory of these events. */
  readonly queuedBytes: number;
  /** Events that `track` did not take, because the buffer was full. */
  readonly refused: number;
  /** Requests that were sent. */
  readonly requests: number;
  /** Requests that were sent again. */
  readonly retried: number;
}

/** Logs problems, without contents of events. */
export const loggingListener: ClientListener = {
  eventsFailed(events) {
    const first = events[0];
    console.error(
      `Weir did not get events: count=${events.length} reason=${first?.reason} first_event_id=${first?.eventId}` +
        ` first_code=${first?.code} first_message=${first?.message}`,
    );
  },
  requestFailed(problem) {
    const log = problem.retryInMs === 0 ? console.error : console.warn;
    log(
      `A request to Weir failed: status=${problem.status} code=${problem.code} events=${problem.events}` +
        ` retry_in_ms=${problem.retryInMs} message=${problem.message}`,
    );
  },
};
