/** What a page view says about the page. The query may contain personal data, so only campaigns are taken from it. */
export function describePage(
  location: Pick<Location, "pathname" | "search" | "hash" | "host">,
  referrer: string,
  withHash: boolean,
): Record<string, string> {
  const page: Record<string, string> = { host: location.host, path: pathOf(location, withHash) };
  new URLSearchParams(location.search).forEach((value, name) => {
    if (/^utm_[a-z]+$/.test(name)) {
      page[name] = value;
    }
  });
  const from = /^https?:\/\/([^/?#]+)/.exec(referrer)?.[1];
  if (from !== undefined && from !== location.host) {
    page["referrer"] = from;
  }
  return page;
}

function pathOf(location: Pick<Location, "pathname" | "hash">, withHash: boolean): string {
  return location.pathname + (withHash ? location.hash : "");
}

/**
 * Calls back for each page that is shown: the first as soon as the visitor sees it, then each that a single-page
 * application navigates to, and one that comes back from the browser's cache.
 */
export function watchPages(withHash: boolean, shown: () => void): void {
  let last: string | undefined;

  function look(): void {
    const now = pathOf(location, withHash) + location.search;
    if (now !== last) {
      last = now;
      shown();
    }
  }

  // Prerendered pages and tabs in the background may never be seen.
  function start(): void {
    if (last === undefined && document.visibilityState === "visible" && !document.prerendering) {
      look();
    }
  }

  document.addEventListener("visibilitychange", start);
  document.addEventListener("prerenderingchange", start);
  start();

  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (...change): void {
      original.apply(this, change);
      if (last !== undefined) {
        look();
      }
    };
  }
  addEventListener("popstate", () => last !== undefined && look());
  addEventListener("hashchange", () => last !== undefined && look());
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      last = undefined;
      start();
    }
  });
}
