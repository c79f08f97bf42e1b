import type { Store } from "./store.ts";

const NAME = "weir.day";

/** A random text of 32 hexadecimal digits. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join("");
}

/**
 * The user_id of a visitor without a name: a random number for one day in UTC. It says nothing about the person or the
 * device, and that of the next day is unrelated to it.
 */
export function visitorOf(store: Store, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10);
  const [keptDay, kept] = (store.get(NAME) ?? "").split(" ");
  if (keptDay === day && /^anon-[0-9a-f]{32}$/.test(kept ?? "")) {
    return String(kept);
  }
  store.set(NAME, `${day} anon-${randomId()}`);
  // Another tab may have written at the same time. Read what was kept.
  return String((store.get(NAME) ?? "").split(" ")[1]);
}

export function forgetVisitor(store: Store): void {
  store.remove(NAME);
}
