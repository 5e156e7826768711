/** The public shapes of the SDK. */
export type * from "./common";
export type * from "./devices";
export type * from "./events";
export type * from "./quality";
export type * from "./rooms";
export type * from "./streams";
