import { Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { admit } from './admit.ts';

const coded = (code: string) => expect.objectContaining({ extensions: { code } });
const nested = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;
const aliases = Array.from({ length: 16 }, (_, index) => `a${index}: a`).join(' ');
/** Padded with ignored commas. */
const ofLength = (length: number) => `{ a }`.padEnd(length, ',');

describe('admitting an operation', () => {
  it('reads it once, and gives the same document for the same text', () => {
    const document = admit('{ viewer { id } }');

    expect(document.kind).toBe(Kind.DOCUMENT);
    expect(admit('{ viewer { id } }')).toBe(document);
  });

  it.each(['', '{', '{ a', 'hello world', '{ a } }', 'query { a(b: 00) }'])(
    'is refused when it cannot be parsed: %j',
    (source) => {
      expect(() => admit(source)).toThrow(coded('GRAPHQL_PARSE_FAILED'));
    },
  );

  it('says where it cannot be parsed, each time', () => {
    for (let time = 0; time < 2; time += 1) {
      expect(() => admit('{ a(: 1) }')).toThrow(
        expect.objectContaining({ locations: [{ line: 1, column: 5 }] }),
      );
    }
  });

  it.each([
    ['too deep', nested(11)],
    ['too many aliases', `{ b { ${aliases} } }`],
    ['too many tokens', `{ ${'a '.repeat(2_000)} }`],
    ['a list nested too deep', `{ a(b: ${'['.repeat(1_000)}${']'.repeat(1_000)}) }`],
  ])('is refused when it is too large: %s', (_, source) => {
    expect(() => admit(source)).toThrow(coded('OPERATION_TOO_LARGE'));
    expect(() => admit(source)).toThrow(coded('OPERATION_TOO_LARGE'));
  });

  it('is refused above 15,000 characters, whatever they are', () => {
    expect(() => admit(ofLength(15_000))).not.toThrow();
    expect(() => admit(ofLength(15_001))).toThrow(coded('OPERATION_TOO_LARGE'));
  });

  it('is refused above 2,000 tokens', () => {
    const ones = (count: number) => '1 '.repeat(count);
    // Thirteen beside the items.
    const ofTokens = (count: number) => `{ a(b: [${ones(987)}] c: [${ones(count - 1_000)}]) }`;

    expect(() => admit(ofTokens(2_000))).not.toThrow();
    expect(() => admit(ofTokens(2_001))).toThrow(coded('OPERATION_TOO_LARGE'));
  });

  it('keeps nothing of a text that is too long', () => {
    const kept = admit('{ kept }');

    for (let index = 0; index < 1_100; index += 1) {
      expect(() => admit(ofLength(15_001 + index))).toThrow(coded('OPERATION_TOO_LARGE'));
    }

    // A thousand verdicts are kept; this one would be forgotten had those been among them.
    expect(admit('{ kept }')).toBe(kept);
  });
});
