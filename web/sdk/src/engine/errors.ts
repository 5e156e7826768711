/** What rejections of this SDK are. */

/** The parts of an error, as the server or this SDK states them. */
export interface ErrorParts {
  /** The Express number, as the Web SDK documents it. */
  code: number;
  /** A stable word for the number. */
  name?: string;
  /** What happened, and what was expected. */
  message: string;
  /** What to do. */
  hint?: string;
}

/**
 * The error of every rejected promise. Pages read `code` and `msg` after a login, and `errorCode`
 * and `extendedData` elsewhere; all four are always there.
 */
export class ExpressError extends Error {
  /** The Express number, as the Web SDK documents it. */
  readonly code: number;
  /** The same as {@link ExpressError.code}. */
  readonly errorCode: number;
  /** What happened, with what to do about it. */
  readonly msg: string;
  /** `message` and `hint` as a JSON text. */
  readonly extendedData: string;
  /** What to do, as a sentence; may be empty. */
  readonly hint: string;

  constructor({ code, name = "error", message, hint = "" }: ErrorParts) {
    super(message);
    this.name = name;
    this.code = code;
    this.errorCode = code;
    this.hint = /[^.!?]$/.test(hint) ? `${hint}.` : hint;
    this.msg = hint === "" ? message : `${message}. ${this.hint}`;
    this.extendedData = JSON.stringify(hint === "" ? { message } : { message, hint: this.hint });
  }
}
