// How long to wait before another attempt to connect.

const FIRST_MILLIS = 500;
const LONGEST_MILLIS = 15_000;

/**
 * Doubles with each failure. The random part keeps pages from coming back all at once after a restart of the gateway.
 *
 * @param failures in a row, at least 1
 * @param random from 0 to 1
 */
export function pause(failures: number, random: number): number {
  const longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** (failures - 1));
  return longest / 2 + (longest / 2) * random;
}
