import type { Store } from "./store.ts";

/** The signals of a browser that asks not to be tracked, in its standard and its older form. */
export interface Signals {
  doNotTrack?: string | null | undefined;
  globalPrivacyControl?: boolean | undefined;
}

const OPTED_OUT = "weir.off";

/** Whether events may be kept and sent. It is asked each time, because another tab may have changed it. */
export function isAllowed(store: Store, signals: Signals): boolean {
  return !store.get(OPTED_OUT) && signals.doNotTrack !== "1" && !signals.globalPrivacyControl;
}

export function optOut(store: Store): void {
  store.set(OPTED_OUT, "1");
}

export function optIn(store: Store): void {
  store.remove(OPTED_OUT);
}
