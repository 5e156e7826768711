/**
 * Readers of values from the wire. A server may be of another version, or wrong: whatever does
 * not have the expected shape throws {@link Unreadable}, which no caller lets pass.
 */

/** A value from the wire does not have the expected shape. */
export class Unreadable extends Error {}

/** Makes a typed value of one from the wire, or throws {@link Unreadable}. */
export type Reader<T> = (value: unknown, name: string) => T;

/** An object; its fields are read one by one, and those not known are left alone. */
export class Fields {
  readonly #values: Record<string, unknown>;

  constructor(value: unknown, name: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Unreadable(`${name} is not an object`);
    }
    this.#values = value as Record<string, unknown>;
  }

  /** Whether a field is there. */
  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  /** A field that has to be there. */
  get<T>(name: string, read: Reader<T>): T {
    return read(this.#values[name], name);
  }

  /** A field that may be missing or null: an object to spread, empty where it is. */
  maybe<Name extends string, T>(name: Name, read: Reader<T>): { [name in Name]?: T } {
    const value = this.#values[name];
    if (value === undefined || value === null) {
      return {};
    }
    return { [name]: read(value, name) } as { [name in Name]?: T };
  }

  /** A field that has a default. */
  or<T>(name: string, read: Reader<T>, otherwise: T): T {
    return this.#values[name] === undefined ? otherwise : this.get(name, read);
  }
}

/** A text. */
export const text: Reader<string> = (value, name) => {
  if (typeof value !== "string") {
    throw new Unreadable(`${name} is not a text`);
  }
  return value;
};

/** A boolean. */
export const flag: Reader<boolean> = (value, name) => {
  if (typeof value !== "boolean") {
    throw new Unreadable(`${name} is not a boolean`);
  }
  return value;
};

/** A number from 0 to 1. */
export const share: Reader<number> = (value, name) => {
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
    throw new Unreadable(`${name} is not a number from 0 to 1`);
  }
  return value;
};

/** A whole number that is not negative. */
export const whole: Reader<number> = (value, name) => {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    throw new Unreadable(`${name} is not a whole number`);
  }
  return value;
};

/** A whole number of 32 bits. */
export const whole32: Reader<number> = (value, name) => {
  const number = whole(value, name);
  if (number > 0xffff_ffff) {
    throw new Unreadable(`${name} is too large`);
  }
  return number;
};

/** The name of a session or a transport: 64 bits in hexadecimal digits, as the server writes it. */
export const sessionId: Reader<string> = (value, name) => {
  const digits = text(value, name);
  if (!/^[0-9a-f]{1,16}$/i.test(digits)) {
    throw new Unreadable(`${name} is not 16 hexadecimal digits`);
  }
  return digits.toLowerCase().padStart(16, "0");
};

/** Any value, as long as it is there. */
export const anything: Reader<unknown> = (value, name) => {
  if (value === undefined) {
    throw new Unreadable(`${name} is missing`);
  }
  return value;
};

/** One of an enumeration's numbers. */
export function oneOf<T extends number>(known: Readonly<Record<string, T>>): Reader<T> {
  const numbers: readonly unknown[] = Object.values(known);
  return (value, name) => {
    if (!numbers.includes(value)) {
      throw new Unreadable(`${name} is none of ${numbers.join(", ")}`);
    }
    return value as T;
  };
}

/** A list. */
export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) {
      throw new Unreadable(`${name} is not a list`);
    }
    return value.map((item) => read(item, name));
  };
}
