import { describe, expect, it } from 'vitest';
import { newTraceId } from './trace-id.ts';

describe('a new trace id', () => {
  it('is 32 hex digits, and never one that was there before', () => {
    const ids = Array.from({ length: 2_000 }, newTraceId);

    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
