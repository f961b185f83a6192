import { describe, expect, it } from 'vitest';
import { operationLabels } from './operation-names.ts';

describe('the label of an operation', () => {
  it('is its name', () => {
    expect(operationLabels()('ReviewQueue')).toBe('ReviewQueue');
  });

  it('is the same for all that have none', () => {
    expect(operationLabels()(undefined)).toBe('anonymous');
  });

  it('is one for all that come when there are enough, and stays what it was for the others', () => {
    const labelOf = operationLabels(2);

    expect(['A', 'B', 'C', 'D', 'A'].map(labelOf)).toEqual(['A', 'B', 'other', 'other', 'A']);
  });
});
