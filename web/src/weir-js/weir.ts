/** Counts the page views and events of a web site. docs/websites.md describes it. */
import { isAllowed, optIn, optOut, type Signals } from "./consent.ts";
import { describePage, watchPages } from "./pages.ts";
import { openQueue } from "./queue.ts";
import { openSender } from "./sender.ts";
import { openStore } from "./store.ts";
import { forgetVisitor, randomId, visitorOf } from "./visitor.ts";

/** Fields of an event beside its type and properties. */
interface Fields {
  value?: number;
  video_id?: string;
  session_id?: string;
  event_id?: string;
  user_id?: string;
  timestamp?: string | number;
}

interface Weir {
  track(type: string, properties?: object, fields?: Fields): void;
  page(properties?: object): void;
  user(id?: string | null): void;
  optOut(): void;
  optIn(): void;

  /** Calls the function with this object. A page that loads before the script has an array instead, which it fills. */
  push(...calls: ((weir: Weir) => void)[]): void;
}

declare global {
  interface Window {
    weir?: Weir | ((weir: Weir) => void)[];
    doNotTrack?: string | null;
  }
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
  interface Document {
    prerendering?: boolean;
  }
}

/** Replaced by the gateway, which knows its configuration. */
const HORIZON_MS = Number("WEIR_HORIZON_MS");

function warn(problem: unknown): void {
  console.warn("weir:", problem);
}

/** A mistake in here must not stop the page that uses it. */
function safely<P extends unknown[]>(run: (...parameters: P) => void): (...parameters: P) => void {
  return (...parameters) => {
    try {
      run(...parameters);
    } catch (failed) {
      warn(failed);
    }
  };
}

function start(): void {
  const early = window.weir ?? [];
  const script = (document.currentScript ?? document.querySelector("script[src*='weir.js']")) as HTMLScriptElement;
  if (!Array.isArray(early)) {
    return;
  }
  const { key, user, hash, manual, storage } = script.dataset;
  const url = new URL("events", script.src);
  if (key) {
    url.searchParams.set("key", key);
  }
  const store = openStore(() => (storage === "none" ? undefined : localStorage));
  // Without storage for events, an opt-out is still remembered: the visitor asks for it.
  const choices = openStore(() => localStorage);
  const signals = (): Signals => ({
    doNotTrack: navigator.doNotTrack ?? window.doNotTrack,
    globalPrivacyControl: navigator.globalPrivacyControl,
  });
  const allowed = (): boolean => isAllowed(choices, signals());
  const queue = openQueue(store, HORIZON_MS);
  const sender = openSender(url.href, queue, allowed, {
    now: () => Date.now(),
    random: () => Math.random(),
    isOnline: () => navigator.onLine !== false,
    fetch: (...request) => fetch(...request),
    beacon: "keepalive" in Request.prototype ? undefined : (to, body) => void navigator.sendBeacon(to, body),
    later: (task, ms) => void setTimeout(task, ms),
    warn,
  });
  let known: string | null | undefined = user;

  const weir: Weir = {
    track: safely((type, properties, fields) => {
      if (allowed()) {
        const now = Date.now();
        const event = {
          event_id: now.toString(36) + "-" + randomId(),
          user_id: known || visitorOf(store, now),
          type,
          ...fields,
          properties,
        };
        queue.add(event.event_id, JSON.stringify(event), event.timestamp ? 0 : now);
        sender.schedule();
      }
    }),
    page: safely((properties) =>
      weir.track("page_view", { ...describePage(location, document.referrer, hash !== undefined), ...properties }),
    ),
    user: safely((id) => {
      known = id;
    }),
    optOut: safely(() => {
      queue.clear();
      forgetVisitor(store);
      optOut(choices);
    }),
    optIn: safely(() => optIn(choices)),
    push: (...calls) => calls.forEach((call) => safely(call)(weir)),
  };
  window.weir = weir;
  weir.push(...early);
  if (manual === undefined) {
    watchPages(hash !== undefined, () => weir.page());
  }
  addEventListener("online", () => sender.retry());
  addEventListener("pagehide", () => sender.leave());
  document.addEventListener("visibilitychange", () =>
    document.visibilityState === "hidden" ? sender.leave() : sender.schedule(),
  );
  // What earlier pages could not send.
  sender.schedule();
}

safely(start)();
