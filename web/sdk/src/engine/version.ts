/** The version that pages see. They compare it as a text with "2.17.0", so it stays above that. */
export const VERSION = "3.12.0";
