/** One engine's logins as a machine; see {@link Session}. */
export type * from "./io";
export { Session } from "./session";
