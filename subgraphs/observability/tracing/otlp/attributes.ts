import { DomainError } from '../../../kernel/domain.ts';
import type { Attributes, AttributeValue } from '../span/domain.ts';

/** What came in is nobody's word: each of these looks at what it was given, and takes absence for the default. */
type Unknowns = Readonly<Record<string, unknown>>;

const deepest = 32;

/** @throws DomainError INVALID_INPUT when it is there and not an object. */
export function objectIn(value: unknown): Unknowns {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw malformed('an object');
}

/** @throws DomainError INVALID_INPUT when it is there and not a list of objects. */
export function objectsIn(value: unknown): readonly Unknowns[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map(objectIn);
  throw malformed('a list');
}

/**
 * Text as PostgreSQL can keep it: without NUL and without half a surrogate pair.
 *
 * @throws DomainError INVALID_INPUT when it is there and not text.
 */
export function textIn(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed();
  throw malformed('text');
}

/** A list of KeyValue. Of a key that comes twice, the last one counts. */
export function attributesIn(value: unknown, depth = 0): Attributes {
  const entries = objectsIn(value).map((entry) => [
    textIn(entry['key']),
    anyValue(entry['value'], depth),
  ]);
  // Unlike assignment, this makes a plain property of the key __proto__ too.
  return Object.fromEntries(entries);
}

function anyValue(value: unknown, depth: number): AttributeValue {
  if (depth > deepest) throw malformed('less deep');
  const any = objectIn(value);
  if ('stringValue' in any) return textIn(any['stringValue']);
  if ('boolValue' in any) return any['boolValue'] === true;
  if ('intValue' in any) return integer(any['intValue']);
  if ('doubleValue' in any) return double(any['doubleValue']);
  if ('bytesValue' in any) return textIn(any['bytesValue']);
  if ('kvlistValue' in any) {
    return attributesIn(objectIn(any['kvlistValue'])['values'], depth + 1);
  }
  if ('arrayValue' in any) {
    const values = objectsIn(objectIn(any['arrayValue'])['values']);
    return values.map((item) => anyValue(item, depth + 1));
  }
  return null;
}

/** A 64-bit integer comes as text or as a number; what a double cannot hold stays text. */
function integer(value: unknown): AttributeValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : textIn(String(value));
}

/** JSON has no NaN and no infinity: they are text, as in the mapping of protobuf. */
function double(value: unknown): AttributeValue {
  const number = Number(value);
  return Number.isFinite(number) ? number : String(number);
}

function isObject(value: unknown): value is Unknowns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(expected: string): DomainError {
  return new DomainError('INVALID_INPUT', `The body is no OTLP trace export: not ${expected}.`);
}
