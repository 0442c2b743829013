/**
 * Readers of what a server sends: each gives the value with the fields that it knows, or throws. They are typed by the
 * contract, so that one cannot say less than the other; its schemas would weigh more than the rest of the adapter.
 */
export type Reader<T> = (value: unknown) => T;

type Shape<T> = { readonly [K in keyof T]-?: Reader<T[K]> };

function expected(what: string): never {
  throw new TypeError(`expected ${what}`);
}

export const text: Reader<string> = (value) => (typeof value === "string" ? value : expected("a text"));

/** An id: any text but none. */
export const id: Reader<string> = (value) => text(value) || expected("an id");

export const number: Reader<number> = (value) => (typeof value === "number" ? value : expected("a number"));

export const count: Reader<number> = (value) => (Number.isSafeInteger(value) ? number(value) : expected("a count"));

export const flag: Reader<boolean> = (value) => (typeof value === "boolean" ? value : expected("true or false"));

export const oneOf = <T extends string>(...choices: readonly T[]): Reader<T> => {
  return (value) => choices.find((choice) => choice === value) ?? expected(choices.join(" or "));
};

export const optional = <T>(reader: Reader<T>): Reader<T | undefined> => {
  return (value) => (value === undefined ? value : reader(value));
};

export const nullable = <T>(reader: Reader<T>): Reader<T | null> => {
  return (value) => (value === null ? value : reader(value));
};

/** Any object of plain values; nobody here acts on them. */
export const record: Reader<Record<string, string | number | boolean | null>> = (value) =>
  value !== null && typeof value === "object" ? (value as Record<string, string>) : expected("an object");

export const list = <T>(reader: Reader<T>): Reader<T[]> => {
  return (value) => (Array.isArray(value) ? value.map(reader) : expected("a list"));
};

export const object = <T>(shape: Shape<T>): Reader<T> => {
  const readers = Object.entries<Reader<unknown>>(shape as Record<string, Reader<unknown>>);
  return (value) => {
    const fields = Object(value) as Record<string, unknown>;
    if (fields !== value) expected("an object");
    return Object.fromEntries(
      readers.map(([key, read]) => [key, read(fields[key])]).filter(([, field]) => field !== undefined),
    ) as T;
  };
};
