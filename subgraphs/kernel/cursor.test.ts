import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

const list = 'reviewQueue:ASC:slaDueAt,id';
const written = writeCursor('acme', list, ['2026-01-31T12:00:00.000Z', 7]);
const refused = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });
/** A cursor as somebody else could write it. */
const crafted = (content: string) => Buffer.from(content).toString('base64url');

describe('a cursor', () => {
  it('gives back the place it was written for', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean())), (values) => {
        const cursor = writeCursor('acme', list, values);

        expect(readCursor(cursor, 'acme', list, values.length)).toEqual(values);
      }),
    );
  });

  it('can stand in a URL as it is', () => {
    expect(writeCursor('acme', list, ['\u00ff\u00fe?>~'])).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['another tenant', 'globex', list, 2],
    ['another list', 'acme', 'incidents', 2],
    ['the same list in another order', 'acme', 'reviewQueue:DESC:slaDueAt,id', 2],
    ['a list with fewer columns', 'acme', list, 1],
    ['a list with more columns', 'acme', list, 3],
  ])('is refused by %s', (_, tenantId, name, length) => {
    expect(() => readCursor(written, tenantId, name, length)).toThrow(refused);
  });

  it.each([0, 2, '1', null])('of version %o is refused as stale', (version) => {
    const cursor = crafted(JSON.stringify([version, 'acme', list, 'a', 7]));

    expect(() => readCursor(cursor, 'acme', list, 2)).toThrow(refused);
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', crafted('[1,"acme"')],
    ['an object', crafted('{"0":1,"1":"acme"}')],
    ['a number', crafted('1')],
    ['null', crafted('null')],
    ['an empty array', crafted('[]')],
    ['half of one', written.slice(0, written.length / 2)],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => readCursor(cursor, 'acme', list, 2)).toThrow(refused);
  });

  it('is refused alike, whatever is wrong with it', () => {
    const messageOf = (cursor: string, tenantId: string) => {
      try {
        return readCursor(cursor, tenantId, list, 2);
      } catch (error) {
        return String(error);
      }
    };

    expect(messageOf(written, 'globex')).toBe(messageOf('%%%', 'acme'));
  });

  it('never fails in another way, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json().map(crafted)), (cursor) => {
        expect(() => readCursor(cursor, 'acme', list, 2)).toThrow(refused);
      }),
    );
  });
});
