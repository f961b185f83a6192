import { describe, expect, it } from 'vitest';
import { openQueue } from './queue.ts';

describe('a queue', () => {
  it('hands on what was pushed before and after somebody asked, and ends', async () => {
    let ends = 0;
    const { push, end, stream } = openQueue<string>(() => {
      ends += 1;
    });
    push('before');
    const read = (async () => {
      const items: string[] = [];
      for await (const item of stream) items.push(item);
      return items;
    })();
    await Promise.resolve();
    push('after');
    end();

    expect(await read).toEqual(['before', 'after']);
    expect(ends).toBe(1);
  });

  it('ends at once when its reader goes, also while that waits', async () => {
    let ends = 0;
    const { push, stream } = openQueue<string>(() => {
      ends += 1;
    });
    const pending = stream.next();
    await stream.return();
    push('for nobody');

    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(ends).toBe(1);
  });
});
