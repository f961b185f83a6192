import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startingPoint } from './starting-point.ts';

function of(source: string, variables: Readonly<Record<string, unknown>> = {}) {
  const document = parse(source);
  const definition = getOperationAST(document);
  if (!definition) throw new Error('It is no operation.');
  const prepared = { key: source, document, definition, operationName: undefined };
  return startingPoint({ prepared, variables });
}

const live = 'subscription ($p: ID, $from: String) { touched(project: $p, after: $from) { id } }';

describe('where a subscription begins', () => {
  it('is told apart from what it is', () => {
    const now = of(live, { p: '1' });
    const later = of(live, { p: '1', from: 'c5' });

    expect(now.after).toBeNull();
    expect(later).toEqual({ course: now.course, after: 'c5' });
    expect(of(live, { from: null, p: '1' })).toEqual(now);
  });

  it('makes no difference to other variables, which do', () => {
    expect(of(live, { p: '2' }).course).not.toBe(of(live, { p: '1' }).course);
    expect(of(live, { p: '1', x: 1 }).course).toBe(of(live, { x: 1, p: '1' }).course);
  });

  it.each([
    ['stands in the text', 'subscription { touched(after: "c5") { id } }', {}],
    [
      'has a default',
      'subscription ($a: String = "c1") { touched(after: $a) { id } }',
      { a: 'c5' },
    ],
    [
      'is used elsewhere too',
      'subscription ($a: String) { touched(after: $a) { list(after: $a) } }',
      { a: 'c5' },
    ],
    ['is another argument', 'subscription ($a: String) { touched(since: $a) { id } }', { a: 'c5' }],
    [
      'stands in a fragment',
      'subscription ($a: String) { ...F } fragment F on Subscription { touched(after: $a) { id } }',
      { a: 'c5' },
    ],
  ])('belongs to what it is where it %s', (_, source, variables) => {
    const begun = of(source, variables);

    expect(begun.after).toBeNull();
    if ('a' in variables) expect(begun.course).not.toBe(of(source, { a: 'c6' }).course);
  });
});
