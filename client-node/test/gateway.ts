// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { WeirClient, type ClientOptions, type FailedEvent, type RequestProblem } from '../src/index.js';

export interface Request {
  readonly lines: readonly string[];
  readonly ids: readonly string[];
  readonly headers: IncomingHttpHeaders;
}

/** The status is 0 to close the connection without a response. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Accepts all but the events at these indexes. */
export function rejecting(request: Request, indexes: readonly number[]): Reply {
  const accepted = request.lines.length - indexes.length;
  const errors = indexes.map((index) => ({ index, code: 'too_old', field: 'timestamp', message: 'Old.' }));
  return {
    status: indexes.length === 0 ? 200 : accepted === 0 ? 400 : 207,
    body: JSON.stringify({ accepted, rejected: indexes.length, ...(errors.length > 0 && { errors }) }),
  };
}

export const accept = (request: Request): Reply => rejecting(request, []);

/** An error of the request as a whole. */
export function error(status: number, code: string): Reply {
  return { status, body: JSON.stringify({ error: { code, message: 'Not now.' } }) };
}

/** An HTTP server that answers `POST /events` as a test wants. It records the requests. */
export class FakeGateway {
  readonly requests: Request[] = [];
  readonly failed: FailedEvent[] = [];
  readonly problems: RequestProblem[] = [];
  answer: (request: Request) => Reply | Promise<Reply> = accept;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeGateway> {
    const server = createServer((incoming, outgoing) => {
      void read(incoming).then(async (request) => {
        gateway.requests.push(request);
        const reply = await gateway.answer(request);
        if (reply.status === 0 || incoming.url !== '/events') {
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(reply.status, reply.headers).end(reply.body);
      });
    });
    const gateway = new FakeGateway(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  /** Answers the first requests with these replies, and accepts the others. */
  answerFirst(...replies: Reply[]): void {
    this.answer = (request) => replies.shift() ?? accept(request);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A client that retries fast and reports to this gateway's lists. */
  client(options: ClientOptions = {}): WeirClient {
    return new WeirClient(this.url, {
      firstBackoffMs: 1,
      longestBackoffMs: 5,
      listener: {
        eventsFailed: (events) => void this.failed.push(...events),
        requestFailed: (problem) => void this.problems.push(problem),
      },
      ...options,
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n');
  const ids = lines.map((line) => String((JSON.parse(line) as { event_id: unknown }).event_id));
  return { lines, ids, headers: incoming.headers };
}
