import { describe, expect, it } from 'vitest';
import { openDeferral } from './deferral.ts';

describe('the work for a part that comes later', () => {
  it('may fail before anybody asks for it, who is then told', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const deferral = openDeferral(undefined);
      deferral.begin('part0', Promise.reject(new Error('It went wrong.')));
      await new Promise((resolve) => setImmediate(resolve));

      await expect(deferral.workOf('part0')).rejects.toThrow('It went wrong.');
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
