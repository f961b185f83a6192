import { describe, expect, it } from 'vitest';
import { addItems, assertAllResolved, resolveItem } from './domain.ts';

const first = { itemId: 'first', description: 'Name the currency.' };
const second = { itemId: 'second', description: 'Bound the page size.' };
const open = addItems([], [first, second]);

describe('requesting changes', () => {
  it('opens an item for each change', () => {
    expect(open).toEqual([
      { ...first, resolved: false },
      { ...second, resolved: false },
    ]);
  });

  it('keeps the items of earlier rounds before the new ones', () => {
    const third = { itemId: 'third', description: 'Sort by name.' };

    expect(addItems(open, [third]).map(({ itemId }) => itemId)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('is refused without an item', () => {
    expect(() => addItems(open, [])).toThrow(/1 item or more/);
  });

  it('is refused beyond 200 items over all rounds', () => {
    const many = Array.from({ length: 199 }, (_, index) => ({ ...first, itemId: `${index}` }));

    expect(addItems(addItems([], many), [second])).toHaveLength(200);
    expect(() => addItems(addItems([], many), [first, second])).toThrow(/at most 200/);
  });

  it('names the item whose description is blank', () => {
    const blank = { itemId: 'blank', description: ' ' };

    expect(() => addItems([], [first, blank])).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'items.1.description' }),
    );
  });
});

describe('resolving an item', () => {
  it('resolves that one and leaves the others', () => {
    expect(resolveItem(open, 'second')).toEqual([
      { ...first, resolved: false },
      { ...second, resolved: true },
    ]);
  });

  it('is refused for an item of another review', () => {
    expect(() => resolveItem(open, 'third')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
  });

  it('is refused the second time', () => {
    const resolved = resolveItem(open, 'first');

    expect(() => resolveItem(resolved, 'first')).toThrow(
      expect.objectContaining({ code: 'ILLEGAL_TRANSITION' }),
    );
  });
});

describe('a revision', () => {
  it('needs every item to be resolved', () => {
    const half = resolveItem(open, 'first');

    expect(() => assertAllResolved(half)).toThrow(/must be resolved/);
    expect(() => assertAllResolved(resolveItem(half, 'second'))).not.toThrow();
  });
});
