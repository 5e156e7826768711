/** Errors as facts of a state update. */
import type { Error as ProtocolError } from "../protocol/generated";
import type { ExtendedData } from "./io";

/** An error as further facts of a state update. */
export function explained(error: ProtocolError): ExtendedData {
  return { message: error.message, hint: error.hint };
}
