import { describe, expect, it } from 'vitest';
import { compileDescent } from './descend.ts';
import { locate } from './locate.ts';

const shared = { name: 'shared' };
const data = {
  lists: [{ items: [{ name: 'a' }, null, shared] }, { items: null }, { items: [shared] }],
  grid: [[{ name: 'x' }], [], [{ name: 'y' }]],
  one: { two: { name: 'deep' } },
  leaf: 'text',
};

describe('the objects at a place', () => {
  it.each([
    [
      ['lists', '@', 'items', '@'],
      ['a', 'shared', 'shared'],
    ],
    [
      ['grid', '@', '@'],
      ['x', 'y'],
    ],
    [['grid'], ['x', 'y']],
    [['one', 'two'], ['deep']],
    [['one', 'nothing', 'there'], []],
    [['leaf'], []],
    [['one', '@'], []],
  ])('%j are %j', (path, names) => {
    expect(compileDescent(path)([data], false).map(({ name }) => name)).toEqual(names);
  });

  it('are found once each where they may stand in several places', () => {
    const found = compileDescent(['lists', '@', 'items', '@'])([data], true);

    expect(found.map(({ name }) => name)).toEqual(['a', 'shared']);
  });

  it('are told by every place in which they stand', () => {
    const places = locate(data, ['lists', '@', 'items', '@']);

    expect(places.get(shared)).toEqual([
      ['lists', 0, 'items', 2],
      ['lists', 2, 'items', 0],
    ]);
    expect([...places.values()].flat()).toHaveLength(3);
  });

  it('are told in the names of the client', () => {
    const named = { _client_id: [{ x: 1 }] };

    expect([...locate(named, ['_client_id', '@']).values()]).toEqual([[['id', 0]]]);
  });
});
