// SPDX-License-Identifier: Apache-2.0

/**
 * Returns how many milliseconds to wait before the next attempt: twice as long after each failure, with randomness, so
 * that many clients do not return at the same instant.
 *
 * @param failures how many attempts have failed, from 1
 * @param retryAfterMs the least time, if the gateway demands one
 */
export function backoff(
  failures: number,
  firstMs: number,
  longestMs: number,
  retryAfterMs: number | undefined,
): number {
  const half = Math.min(longestMs, firstMs * 2 ** (failures - 1)) / 2;
  return (retryAfterMs ?? half) + Math.random() * half;
}
