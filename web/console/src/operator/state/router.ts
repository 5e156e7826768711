/**
 * Which page is shown. Pages live in the fragment (`#/apps/1/live`), which stays while somebody signs
 * in again, so that he is back where he was.
 */
import { signal } from "@preact/signals";

/** The pages of a project, in the order of its navigation. */
export const PROJECT_PAGES = ["settings", "live", "logins", "tokens", "keys", "callbacks"] as const;

/** A page of a project. */
export type ProjectPage = (typeof PROJECT_PAGES)[number];

/** What an address names. */
export type Place =
  | { page: "projects" }
  | { page: "account" }
  | { page: ProjectPage; appId: number; room?: string };

/** What is shown. */
export const place = signal<Place>({ page: "projects" });

/** What a fragment names; the projects where it names nothing. */
export function parsePlace(fragment: string): Place {
  const [first, app, page, room] = fragment.replace(/^#\//, "").split("/");
  if (first === "account") {
    return { page: "account" };
  }
  const appId = Number(app);
  if (first !== "apps" || !Number.isInteger(appId) || appId < 1) {
    return { page: "projects" };
  }
  const known = PROJECT_PAGES.find((name) => name === page) ?? "settings";
  if (known === "live" && room) {
    return { page: known, appId, room: decoded(room) };
  }
  return { page: known, appId };
}

/** The address of a page. */
export function addressOf(place: Place): string {
  if (!("appId" in place)) {
    return place.page === "account" ? "#/account" : "#/";
  }
  const room = place.room === undefined ? "" : `/${encodeURIComponent(place.room)}`;
  return `#/apps/${place.appId}/${place.page}${room}`;
}

/** The code of a set-up link, where a fragment holds one. */
export function parseSetupCode(fragment: string): string | undefined {
  return /^#setup=([^&]+)/.exec(fragment)?.[1];
}

/**
 * Follows the address from its present value on. A set-up code is handed over and taken out of the
 * address bar and the history at once.
 */
export function followAddress(setup: (code: string) => void): void {
  const follow = () => {
    const { hash, pathname, search } = location;
    const code = parseSetupCode(hash);
    if (code) {
      history.replaceState(null, "", pathname + search);
      setup(code);
    }
    place.value = parsePlace(code ? "" : hash);
  };
  addEventListener("hashchange", follow);
  follow();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
