import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connection, pageSize } from './page.ts';

const refused = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });
const cursorOf = (row: string) => `at ${row}`;

describe('the size of a page', () => {
  it.each([
    [undefined, 20],
    [null, 20],
    [1, 1],
    [100, 100],
  ])('is asked for with %o and is %i', (first, size) => {
    expect(pageSize(first)).toBe(size);
  });

  it.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is not trimmed but refused when it is %d',
    (first) => {
      expect(() => pageSize(first)).toThrow(refused);
    },
  );
});

describe('a connection', () => {
  it('shows the rows it has room for, and that there is more', () => {
    expect(connection(['a', 'b', 'c'], 2, cursorOf, false)).toEqual({
      edges: [
        { cursor: 'at a', node: 'a' },
        { cursor: 'at b', node: 'b' },
      ],
      nodes: ['a', 'b'],
      pageInfo: {
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: 'at a',
        endCursor: 'at b',
      },
    });
  });

  it('has no cursors when it is empty', () => {
    expect(connection([], 2, cursorOf, true)).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('has a next page exactly when it was given one row more than it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 10 }), (rows, size) => {
        const { nodes, edges, pageInfo } = connection(rows, size, cursorOf, false);

        expect(nodes).toEqual(rows.slice(0, size));
        expect(edges.map(({ node }) => node)).toEqual(nodes);
        expect(pageInfo.hasNextPage).toBe(rows.length > size);
      }),
    );
  });
});
