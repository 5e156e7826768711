/** What went wrong, as data: it is put into words when it is shown, in the language of that time. */
import { ErrorCode } from "cooee-web/protocol";
import type { FieldName } from "./validate";

/** An error of the SDK, with its own words. */
export interface Failure {
  code: number;
  /** The stable word of the error; several may share a code. */
  name: string;
  /** What happened, as the SDK or the server says it. */
  message: string;
  /** What to do, as the SDK or the server says it. */
  hint: string;
}

/** Reads a rejection. The SDK's errors are complete; anything else gets code 0. */
export function failureOf(error: unknown): Failure {
  if (typeof error !== "object" || error === null) {
    return { code: 0, name: "", message: String(error), hint: "" };
  }
  const { code, name, message, hint } = error as Record<string, unknown>;
  return {
    code: typeof code === "number" ? code : 0,
    name: typeof name === "string" ? name : "",
    message: typeof message === "string" ? message : "",
    hint: typeof hint === "string" ? hint : "",
  };
}

/** Reads the code and the `extendedData` of an event. */
export function failureOfEvent(code: number, extendedData: string): Failure {
  let parts: unknown;
  try {
    parts = JSON.parse(extendedData || "{}");
  } catch {
    parts = { message: extendedData };
  }
  return { ...failureOf(parts), code };
}

/** Errors that the Web SDK gives one number for several causes, by their words. */
const PRECISE: Readonly<Record<string, number>> = {
  authentication_failed: ErrorCode.AUTHENTICATION_FAILED,
  no_credentials: ErrorCode.NO_CREDENTIALS,
  token_internal: ErrorCode.TOKEN_INTERNAL,
  token_app_id: ErrorCode.TOKEN_APP_ID,
  token_nonce: ErrorCode.TOKEN_NONCE,
  token_version: ErrorCode.TOKEN_VERSION,
  token_no_publish: ErrorCode.TOKEN_NO_PUBLISH,
};

/** The number that tells most about an error: it leads to the advice, and is not shown. */
export function preciseCode({ code, name }: Failure): number {
  return PRECISE[name] ?? code;
}

const APP = [1001000, 1001004, 1001005, 1101000];
const USER = [1002005, 1002006, 1002007, 1002008, 1002009, 1002010];
const ROOM = [1002011, 1002012, 1002013];
const TOKEN = [
  1002033, 1002067, 1002074, 1002075, 1002076, 1002077, 1002078, 1002079, 1002080, 1102016, 1102018,
  1102020,
];
const SERVER = [1002030];
const STREAM = [1000014, 1000015, 1000016];

/** The form field that a person has to correct, where there is one. */
export function fieldOf(code: number): FieldName | undefined {
  const fields: [FieldName, number[]][] = [
    ["app", APP],
    ["user", USER],
    ["room", ROOM],
    ["token", TOKEN],
    ["server", SERVER],
    ["stream", STREAM],
  ];
  return fields.find(([, codes]) => codes.includes(code))?.[0];
}
