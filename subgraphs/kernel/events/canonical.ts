/**
 * JSON in one form only (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * writes them. Equal values give equal bytes, which is what a hash needs. A Date is its ISO text; a key whose
 * value is undefined is left out.
 *
 * @throws Error when a value has no such form: NaN, infinity, a bigint, a lone surrogate, a class instance.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalText(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof Date) return canonicalText(value.toISOString());
  if (isPlainObject(value)) return canonicalObject(value);
  throw new Error(`A ${typeof value} that is not plain data has no canonical JSON.`);
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${canonicalText(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}

function canonicalText(value: string): string {
  if (!value.isWellFormed()) throw new Error('A lone surrogate has no canonical JSON.');
  return JSON.stringify(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no canonical JSON.`);
  return JSON.stringify(value);
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
