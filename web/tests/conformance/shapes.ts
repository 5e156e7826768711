/** Checks of the shape of a value: each answers what is wrong, and where. */

/** Answers the faults of a value; none means that it has the shape. */
export type Shape = (value: unknown, path: string) => string[];

const fault = (path: string, expected: string, value: unknown) => [
  `${path}: expected ${expected}, got ${JSON.stringify(value) ?? String(value)}`,
];

const when =
  (expected: string, holds: (value: unknown) => boolean): Shape =>
  (value, path) =>
    holds(value) ? [] : fault(path, expected, value);

/** Any text. */
export const text = when("a text", (value) => typeof value === "string");

/** A text with something in it. */
export const someText = when(
  "a text that is not empty",
  (value) => typeof value === "string" && value !== "",
);

/** A number with which arithmetic works. */
export const number = when("a finite number", Number.isFinite);

/** A whole number. */
export const whole = when("a whole number", Number.isInteger);

/** A number of a range, both ends included. */
export const within = (low: number, high: number) =>
  when(
    `a number from ${low} to ${high}`,
    (value) => typeof value === "number" && value >= low && value <= high,
  );

/** One of these values. */
export const oneOf = (...values: unknown[]) =>
  when(`one of ${JSON.stringify(values)}`, (value) => values.includes(value));

/** A text that holds JSON. */
export const json: Shape = (value, path) => {
  try {
    JSON.parse(value as string);
    return [];
  } catch {
    return fault(path, "a JSON text", value);
  }
};

/** A text that is empty or holds JSON. */
export const jsonOrEmpty: Shape = (value, path) => (value === "" ? [] : json(value, path));

/** An object with at least these members. */
export const object =
  (members: Record<string, Shape>): Shape =>
  (value, path) => {
    if (typeof value !== "object" || value === null) return fault(path, "an object", value);
    return Object.entries(members).flatMap(([name, shape]) =>
      shape(Reflect.get(value, name), `${path}.${name}`),
    );
  };

/** A list of at least one, each of this shape. */
export const list =
  (shape: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return fault(path, "a list", value);
    if (value.length === 0) return fault(path, "a list that is not empty", value);
    return value.flatMap((item, index) => shape(item, `${path}[${index}]`));
  };

/** The arguments of a call: exactly so many. */
export const call =
  (...shapes: Shape[]): Shape =>
  (value, path) => {
    if (!Array.isArray(value) || value.length !== shapes.length) {
      return fault(path, `${shapes.length} arguments`, value);
    }
    return shapes.flatMap((shape, index) => shape(value[index], `${path}(${index})`));
  };
