import { describe, expect, it } from 'vitest';
import { readAnswerValue } from './answer.ts';

const answering = { name: 'products', exposesErrors: true };

describe('the errors of a foreign subgraph', () => {
  it('are read as they stand', () => {
    const { errors } = readAnswerValue(answering, {
      data: { a: null },
      errors: [{ message: 'x', path: ['a'] }],
    });

    expect(errors).toMatchObject([{ message: 'x', path: ['a'] }]);
  });

  it('are no more than a hundred, however many it sends', () => {
    const many = Array.from({ length: 20_000 }, () => ({ message: 'x', path: ['a'] }));
    const { errors } = readAnswerValue(answering, { data: { a: null }, errors: many });

    expect(errors).toHaveLength(100);
  });
});
