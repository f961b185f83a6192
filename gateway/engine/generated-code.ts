/**
 * Code that is made for one operation, where the same as closures would be slow: no property access in a closure
 * over names is one that V8 can know, and the same work takes about three times as long.
 *
 * Safe because of what goes into it: text of our own, positions, and names, each of which must be a name by the
 * grammar of GraphQL (letters, digits, underscores) and stands as a JSON string. Values of variables and answers
 * never become code; they are arguments.
 */
export function generate<Made>(source: string, given: Readonly<Record<string, unknown>>): Made {
  const make = new Function(...Object.keys(given), `'use strict';${source}`);
  // What it makes is what its source says; the caller wrote both.
  return make(...Object.values(given)) as Made;
}

const name = /^[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * A name as a literal of JavaScript.
 *
 * @throws Error when GraphQL knows no such name.
 */
export function literal(text: string): string {
  if (!name.test(text)) throw new Error('Only names of GraphQL may become code.');
  return JSON.stringify(text);
}

/** Reads a property, also where every object inherits one of that name; an expression. */
export function property(object: string, key: string): string {
  const read = `${object}[${literal(key)}]`;
  return key in Object.prototype
    ? `(Object.hasOwn(${object},${literal(key)})?${read}:undefined)`
    : read;
}

/** The name of a member in an object literal; as a plain one `__proto__` would be the object's prototype. */
export function member(key: string): string {
  return key === '__proto__' ? `[${literal(key)}]` : literal(key);
}
