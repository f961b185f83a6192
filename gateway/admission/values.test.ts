import { describe, expect, it } from 'vitest';
import { assertSmall } from './values.ts';

const admitted = (variables: object) => expect(() => assertSmall({ ...variables })).not.toThrow();
const refused = (variables: object, message: string) =>
  expect(() => assertSmall({ ...variables })).toThrow(message);
const list = (count: number) => Array.from({ length: count }, (_, index) => index);
const nested = (depth: number) => list(depth).reduce<unknown>((inner) => [inner], 'x');

describe('variables', () => {
  it('may hold a list of a thousand items, and no longer one', () => {
    admitted({ v: list(1_000) });
    refused({ v: list(1_001) }, 'A list may hold 1000 items.');
    refused({ v: { of: [list(1_001)] } }, 'A list may hold 1000 items.');
  });

  it('may hold two thousand values together, and no more', () => {
    // Two lists count themselves too.
    admitted({ v: list(1_000), w: list(998) });
    refused({ v: list(1_000), w: list(999) }, 'Variables may hold 2000 values.');
  });

  it('may nest ten deep, and no deeper, however deep that is', () => {
    admitted({ v: nested(10) });
    refused({ v: nested(11) }, 'Values may nest 10 deep.');
    refused({ v: nested(20_000) }, 'Values may nest 10 deep.');
  });
});
