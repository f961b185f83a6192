import { describe, expect, it } from 'vitest';
import { withoutValues } from './slow-operations.ts';

describe('the plan of a slow operation', () => {
  it('names the subgraphs, and no value that a client wrote', () => {
    const plan = 'Fetch(service: "studio") { { reviews(of: "ada@example.com \\"x\\"") { id } } }';

    expect(withoutValues(plan)).toBe('Fetch(service: "studio") { { reviews(of: "…") { id } } }');
  });
});
