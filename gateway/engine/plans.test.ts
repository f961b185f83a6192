import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createPlans } from './plans.ts';

describe('plans', () => {
  it('are made once, also while the first is still on its way', async () => {
    let made = 0;
    const plans = createPlans((text: string) => ({ text, number: ++made }), 10);

    const first = await Promise.all([plans.find('a', 'a'), plans.find('a', 'a')]);

    expect(first).toEqual([
      { text: 'a', number: 1 },
      { text: 'a', number: 1 },
    ]);
    expect(await plans.find('a', 'a')).toBe(first[0]);
  });

  it('are at hand at once when they are known', async () => {
    const plans = createPlans((text: string) => ({ text }), 10);
    await plans.find('a', 'a');

    expect(plans.find('a', 'a')).not.toBeInstanceOf(Promise);
  });

  it('are forgotten when there are too many, the least recently used first', async () => {
    const made: string[] = [];
    const plans = createPlans((text: string) => ({ made: made.push(text) }), 2);

    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await plans.find(key, key);

    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('are made one a turn, so that others have theirs between them', async () => {
    const order: string[] = [];
    const plans = createPlans((text: string) => ({ made: order.push(text) }), 10);

    const burst = ['a', 'b', 'c'].map((key) => plans.find(key, key));
    const beside = (async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('somebody else');
      }
    })();
    await Promise.all([...burst, beside]);

    expect(order.indexOf('somebody else')).toBeLessThan(order.indexOf('c'));
  });

  it('remember a refusal as well, but not a fault', async () => {
    let tries = 0;
    const plans = createPlans((text: string): object => {
      tries += 1;
      throw text === 'large' ? new GraphQLError('too large') : new TypeError('a bug');
    }, 10);

    for (const key of ['large', 'large', 'faulty', 'faulty']) {
      await expect(Promise.resolve(plans.find(key, key))).rejects.toThrow();
    }

    expect(tries).toBe(3);
  });
});
