/**
 * Which view is shown. Views live in the fragment (`#/call`), so that the server needs to know only
 * one page; any other fragment holds values for the join form.
 */
import { signal } from "@preact/signals";
import { type Prefill, parsePrefill } from "./fragment";

/** The views, in the order of the navigation. */
export const ROUTES = ["call", "messages", "log"] as const;

/** One of the views. */
export type Route = (typeof ROUTES)[number];

/** The view that is shown. */
export const route = signal<Route>("call");

/** The view that a fragment names. */
export function parseRoute(fragment: string): Route | undefined {
  return ROUTES.find((name) => fragment === `#/${name}`);
}

/**
 * Follows the address from its present value on. Values for the form are handed over and taken
 * out of the address bar at once: a token must not stay there, nor in the history.
 */
export function followAddress(prefilled: (prefill: Prefill) => void): void {
  const follow = () => {
    const { hash, pathname, search } = location;
    const named = parseRoute(hash);
    if (named) {
      route.value = named;
    } else if (hash) {
      history.replaceState(null, "", pathname + search);
      prefilled(parsePrefill(hash));
    } else {
      route.value = "call";
    }
  };
  addEventListener("hashchange", follow);
  follow();
}
