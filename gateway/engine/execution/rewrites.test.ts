import type { FetchDataRewrite } from '@apollo/query-planner';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileRewrites } from './rewrites.ts';

const types = buildSchema(`
  type Query { media: Media }
  interface Media { id: ID }
  type Book implements Media { id: ID }
  type Film implements Media { id: ID }`);

function rewritten(value: unknown, ...rewrites: Parameters<typeof compileRewrites>[1]) {
  compileRewrites(types, rewrites)?.(value);
  return JSON.parse(JSON.stringify(value));
}

const rename = (...path: string[]) => ({ kind: 'KeyRenamer', path, renameKeyTo: 'real' }) as const;

describe('a rewrite', () => {
  it('renames a key wherever its path leads, and on its type alone', () => {
    const value = {
      media: [{ __typename: 'Book', x: 1 }, { __typename: 'Film', x: 2 }, null, { x: 3 }],
    };

    expect(rewritten(value, rename('media', '... on Book', 'x'))).toEqual({
      media: [{ __typename: 'Book', real: 1 }, { __typename: 'Film', x: 2 }, null, { real: 3 }],
    });
  });

  it.each([0, false, '', null])('renames %j like every other value', (x) => {
    expect(rewritten({ x }, rename('x'))).toEqual({ real: x });
  });

  it('renames nothing that is not there, nor what every object has', () => {
    expect(rewritten({ y: 1 }, rename('x'), rename('constructor'))).toEqual({ y: 1 });
  });

  it('sets a value', () => {
    const set: FetchDataRewrite = {
      kind: 'ValueSetter',
      path: ['... on Media', '__typename'],
      setValueTo: 'Media',
    };

    expect(rewritten([{ __typename: 'Book' }, { __typename: 'Other' }], set)).toEqual([
      { __typename: 'Media' },
      { __typename: 'Other' },
    ]);
  });

  it('is nothing where there are none', () => {
    expect(compileRewrites(types, [])).toBeUndefined();
  });
});
