// Requests to the gateway that serves the page.
import { token } from "./session.ts";

/** A response that is an error, or no response at all: then the status is 0. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterMillis: number | null = null,
  ) {
    super(message);
  }
}

/** @param path relative to the page, so that a proxy may serve it below any path */
export async function request(path: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  const held = token();
  if (held !== null) {
    headers["Authorization"] = `Bearer ${held}`;
  }
  let response;
  try {
    response = await fetch(path, { headers, cache: "no-store", ...(signal ? { signal } : {}) });
  } catch (failed) {
    throw new Problem(0, "unreachable", failed instanceof Error ? failed.message : "The gateway does not respond.");
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

export async function json<T>(path: string): Promise<T> {
  return (await (await request(path, "application/json")).json()) as T;
}

async function problemOf(response: Response): Promise<Problem> {
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : null;
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    return new Problem(response.status, error.code, error.message, retryAfter);
  } catch {
    return new Problem(response.status, "unknown", `The gateway answered ${response.status}.`, retryAfter);
  }
}
