import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { key } from './keys.ts';

/** Parts of the very characters that keys are written with collide soonest. */
const part = fc.oneof(
  fc.string({ unit: fc.constantFrom('1', '2', ':', ',', 'a'), maxLength: 4 }),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
);
const parts = fc.array(part, { minLength: 3, maxLength: 5 });

const write = ([tenantId = '', kind = '', ...rest]: readonly string[]) =>
  Buffer.from(key(tenantId, kind, ...rest)).toString('latin1');

describe('a key of the ephemeral store', () => {
  it('names its tenant first and reads as what it holds', () => {
    expect(key('acme', 'rate', 'ada:1')).toBe('4:acme,4:rate,5:ada:1,');
  });

  it('differs whenever the parts differ', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(write(one)).not.toBe(write(other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('differs when two parts become one, whatever a user puts between them', () => {
    const between = fc.constantFrom('', ':', ',', ',1:', ',2:', ':,', '1:');
    fc.assert(
      fc.property(parts, fc.nat({ max: 3 }), between, (list, at, separator) => {
        fc.pre(at + 1 < list.length);
        const joined = [`${list[at]}${separator}${list[at + 1]}`];
        expect(write(list.toSpliced(at, 2, ...joined))).not.toBe(write(list));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused where a part is no well-formed text', () => {
    expect(() => key('acme', 'rate', '\ud800')).toThrow('must be well-formed Unicode');
  });
});
