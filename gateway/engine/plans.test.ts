import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { createPlans, type PlansLimits } from './plans.ts';
import { createTurns } from './turns.ts';

const limits = (own: Partial<PlansLimits<string>> = {}): PlansLimits<string> => ({
  most: 10,
  mostBytes: 1_000,
  bytesOf: () => 1,
  ...own,
});

const callerOf = (tenantId: string, signal?: AbortSignal, deadlineAt: number | null = null) => ({
  scope: createScope(
    { tenantId, actor: { userId: 'u', kind: 'PERSON', grants: [] }, grantsEpoch: 1 },
    { requestId: 'r', traceId: 'a'.repeat(32), correlationId: 'c', deadlineAt },
  ),
  signal,
});

/** Whether each was made, or the code of its refusal. */
async function outcomes(all: readonly unknown[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(all);
  return settled.map((each) => (each.status === 'rejected' ? codeOf(each.reason) : 'made'));
}

const codeOf = (error: unknown) =>
  error instanceof GraphQLError ? error.extensions['code'] : String(error);

describe('plans', () => {
  it('are made once, also while the first is still on its way', async () => {
    let made = 0;
    const plans = createPlans((text: string) => ({ text, number: ++made }), limits());

    const first = await Promise.all([plans.find('a', 'a'), plans.find('a', 'a')]);

    expect(first).toEqual([
      { text: 'a', number: 1 },
      { text: 'a', number: 1 },
    ]);
    expect(await plans.find('a', 'a')).toBe(first[0]);
  });

  it('are at hand at once when they are known', async () => {
    const plans = createPlans((text: string) => ({ text }), limits());
    await plans.find('a', 'a');

    expect(plans.find('a', 'a')).not.toBeInstanceOf(Promise);
  });

  it('are forgotten when there are too many, the least recently used first', async () => {
    const made: string[] = [];
    const plans = createPlans((text: string) => ({ made: made.push(text) }), limits({ most: 2 }));

    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await plans.find(key, key);

    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('take turns with others that are compiled in the same thread', async () => {
    const order: string[] = [];
    const turns = createTurns();
    const [whole, deferred] = ['whole', 'deferred'].map((kind) =>
      createPlans((text: string) => ({ made: order.push(`${kind} ${text}`) }), limits(), turns),
    );

    await Promise.all([
      ...['1', '2', '3'].map((key) => whole?.find(key, key, callerOf('acme'))),
      deferred?.find('4', '4', callerOf('globex')),
    ]);

    expect(order).toEqual(['whole 1', 'deferred 4', 'whole 2', 'whole 3']);
  });

  it('are made one a turn, so that others have theirs between them', async () => {
    const order: string[] = [];
    const plans = createPlans((text: string) => ({ made: order.push(text) }), limits());

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
    }, limits());

    for (const key of ['large', 'large', 'faulty', 'faulty']) {
      await expect(Promise.resolve(plans.find(key, key))).rejects.toThrow();
    }

    expect(tries).toBe(3);
  });

  it('are forgotten when they take too much, whatever their number', async () => {
    const made: string[] = [];
    const compile = (text: string) => ({ made: made.push(text) });
    const plans = createPlans(compile, limits({ mostBytes: 10, bytesOf: (text) => text.length }));

    for (const key of ['aaaa', 'bbbb', 'aaaa', 'cccc', 'aaaa', 'bbbb']) await plans.find(key, key);
    for (const key of ['too large for all', 'too large for all']) await plans.find(key, key);
    await plans.find('bbbb', 'bbbb');

    expect(made).toEqual([
      ...['aaaa', 'bbbb', 'cccc', 'bbbb'],
      ...['too large for all', 'too large for all'],
    ]);
  });
});

describe('plans that wait for their turn', () => {
  const names = (count: number, of: string) =>
    Array.from({ length: count }, (_, index) => `${of}${index}`);

  it('are refused beyond a number, until there is room again', async () => {
    let made = 0;
    const plans = createPlans(
      (text: string) => ({ text, number: ++made }),
      limits({ most: 2_000, mostBytes: 2_000 }),
    );
    const found = await outcomes(names(1_100, 'a').map((key) => plans.find(key, key)));

    expect(found.slice(0, 1_000)).toEqual(Array(1_000).fill('made'));
    expect(found.slice(1_000)).toEqual(Array(100).fill('RATE_LIMITED'));
    expect(made).toBe(1_000);
    await expect(plans.find('a1099', 'a1099')).resolves.toMatchObject({ text: 'a1099' });
  });

  it('tell when to come again', async () => {
    const plans = createPlans((text: string) => ({ text }), limits());
    const found = names(1_001, 'a').map((key) => plans.find(key, key));

    await expect(found.at(-1)).rejects.toMatchObject({ extensions: { retryAfterMs: 1_000 } });
    await Promise.allSettled(found);
  });

  it('of one tenant leave room for others', async () => {
    const plans = createPlans(
      (text: string) => ({ text }),
      limits({ most: 2_000, mostBytes: 2_000 }),
    );
    const loud = names(300, 'loud').map((key) => plans.find(key, key, callerOf('loud')));
    const quiet = plans.find('quiet', 'quiet', callerOf('quiet'));
    const joined = plans.find('loud0', 'loud0', callerOf('loud'));
    const found = await outcomes(loud);

    expect(found.filter((each) => each === 'made')).toHaveLength(250);
    expect(found.filter((each) => each === 'RATE_LIMITED')).toHaveLength(50);
    expect(await outcomes([quiet, joined])).toEqual(['made', 'made']);
  });

  it('are not made when all who asked for them have gone, or have no time left', async () => {
    const made: string[] = [];
    const plans = createPlans((text: string) => ({ made: made.push(text) }), limits());
    const going = new AbortController();
    const gone = callerOf('acme', going.signal);
    const found = [
      plans.find('left', 'left', gone),
      plans.find('shared', 'shared', gone),
      plans.find('shared', 'shared', callerOf('acme')),
      plans.find('late', 'late', callerOf('acme', undefined, Date.now())),
      plans.find('last', 'last', callerOf('acme')),
    ];
    going.abort();

    expect(await outcomes(found)).toEqual(['RATE_LIMITED', 'made', 'made', 'RATE_LIMITED', 'made']);
    expect(made).toEqual(['shared', 'last']);
    await plans.find('left', 'left', callerOf('acme'));
    expect(made).toContain('left');
  });
});
