// SPDX-License-Identifier: Apache-2.0
/** A client that sends events to Weir from Node.js. */
export { WeirClient } from './client.js';
export type { ClientOptions } from './options.js';
export type { WeirEvent } from './event.js';
export type { ClientListener, ClientMetrics, FailedEvent, RequestProblem } from './reports.js';
