/** What the page and the network do around an engine. */

/** Told of it. */
export interface PageListener {
  /** The network may be another one, or the computer woke. */
  networkChanged(): void;
  /** The page goes away. */
  leaving(): void;
}

/** A hidden page that comes back this late may have slept. */
const SLEPT_MS = 10_000;

/** Listens to the page. Answers how to stop. */
export function watchPage(listener: PageListener): () => void {
  if (typeof window === "undefined") return () => undefined;
  const stop = new AbortController();
  const { signal } = stop;
  const changed = () => listener.networkChanged();
  let hiddenAt: number | undefined;
  window.addEventListener("online", changed, { signal });
  window.addEventListener("offline", changed, { signal });
  window.addEventListener("pagehide", () => listener.leaving(), { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && changed(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      const now = Date.now();
      if (document.visibilityState === "hidden") {
        hiddenAt = now;
      } else {
        if (hiddenAt !== undefined && now - hiddenAt > SLEPT_MS) changed();
        hiddenAt = undefined;
      }
    },
    { signal },
  );
  connectionOf(navigator)?.addEventListener("change", changed, { signal });
  return () => stop.abort();
}

/** Chromium tells of another network. */
function connectionOf(navigator: Navigator): EventTarget | undefined {
  return (navigator as { connection?: EventTarget }).connection;
}
