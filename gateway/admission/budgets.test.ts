import { GraphQLError } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { scopeOf } from '../../test/support/guarded-graph.ts';
import { type Budgets, createBudgets } from './budgets.ts';

const second = 1_000;
const figures = (count: number) => ({ count, periodMs: second, burst: count });
const callers = {
  person: figures(4),
  service: figures(6),
  nobody: figures(1),
  mutations: figures(2),
  failedSignIns: figures(2),
};
const edition = { requests: figures(8), cost: figures(1_000) };
const query = { cost: 0, isMutation: false };
const mutation = { cost: 0, isMutation: true };

let now: number;
let store: Ephemeral;
let errors: Error[];
let budgets: Budgets;
const open = (take: Ephemeral['take'] = store.take, replicas = 1) =>
  createBudgets(
    {
      ephemeral: { take },
      replicas,
      onError: (error) => errors.push(error),
      budgetsOf: () => edition,
      callers,
    },
    () => now,
  );

beforeEach(() => {
  now = 10_000;
  errors = [];
  store = memoryEphemeral({ onError: () => {} }, () => now);
  budgets = open();
});

const person = (userId: string, tenantId = 'acme', kind: 'PERSON' | 'SERVICE' = 'PERSON'): Scope =>
  createScope(
    { tenantId, actor: { userId, kind, grants: [] }, grantsEpoch: 1 },
    { requestId: '1', traceId: 'a'.repeat(32), correlationId: '1', deadlineAt: null },
  );
const ada = person('ada');

/** How many of so many requests are let through. */
async function passed(count: number, scope: Scope, spending = query): Promise<number> {
  const tries = Array.from({ length: count }, () => budgets.spend(scope, spending));
  const outcomes = await Promise.allSettled(tries);
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

async function refusal(scope: Scope, spending = query): Promise<GraphQLError> {
  const error = await budgets.spend(scope, spending).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GraphQLError) return error;
  throw new Error('It was let through.');
}

describe('requests', () => {
  it('are bounded for each caller, more widely for services', async () => {
    expect(await passed(10, ada)).toBe(4);
    expect(await passed(10, person('factory', 'globex', 'SERVICE'))).toBe(6);
  });

  it('are bounded for the tenant, by its edition, and for no other tenant', async () => {
    const users = ['a', 'b', 'c'].map((name) => person(name));
    const each = await Promise.all(users.map((user) => passed(4, user)));

    expect(each.reduce((sum, count) => sum + count)).toBe(8);
    expect(await passed(4, person('a', 'globex'))).toBe(4);
  });

  it('of the same user in two tenants are counted apart', async () => {
    expect(await passed(4, person('eve', 'acme'))).toBe(4);
    expect(await passed(4, person('eve', 'globex'))).toBe(4);
  });

  it('of an API token are bounded by themselves, and leave its owner alone', async () => {
    const token = { scopes: [], apiTokenId: 't1' };

    expect(await passed(10, { ...ada, token })).toBe(6);
    expect(await passed(2, ada)).toBe(2);
  });

  it('of all who have not signed in are bounded together', async () => {
    expect(await passed(5, scopeOf())).toBe(1);
  });

  it('are told when to come again', async () => {
    await passed(4, ada);

    expect(await refusal(ada)).toMatchObject({
      message: 'You have used up your requests for now; try again in 250 ms.',
      extensions: { code: 'RATE_LIMITED', retryAfterMs: 250, budget: { limit: 4, remaining: 0 } },
    });
    now += 250;
    await expect(budgets.spend(ada, query)).resolves.toMatchObject({ remaining: 0 });
  });

  it('are refused before anything is read while the caller is to wait, without the store', async () => {
    expect(() => budgets.assertOpen(ada)).not.toThrow();
    await passed(5, ada);

    expect(() => budgets.assertOpen(ada)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ retryAfterMs: 250 }) }),
    );
    expect(() => budgets.assertOpen(person('ben'))).not.toThrow();
    now += 250;
    expect(() => budgets.assertOpen(ada)).not.toThrow();
  });

  it('count when they were refused for something else', async () => {
    for (let index = 0; index < 5; index += 1) budgets.count(ada);
    await Promise.resolve();

    expect(await passed(1, ada)).toBe(0);
    expect(() => budgets.assertOpen(ada)).toThrow('used up your requests');
  });
});

describe('mutations', () => {
  it('are bounded beside requests, and queries go on', async () => {
    expect(await passed(4, ada, mutation)).toBe(2);
    expect(() => budgets.assertOpen(ada)).not.toThrow();
    expect(await passed(4, ada)).toBe(2);
  });

  it('take nothing of the requests when they are refused', async () => {
    await passed(2, ada, mutation);
    await refusal(ada, mutation);

    expect(await passed(4, ada)).toBe(2);
  });
});

describe('points', () => {
  it('are bounded for the tenant', async () => {
    await budgets.spend(ada, { cost: 900, isMutation: false });

    const error = await refusal(person('ben'), { cost: 200, isMutation: false });
    expect(error.message).toContain('the points of your tenant');
    expect(error.extensions['retryAfterMs']).toBe(100);
    await expect(
      budgets.spend(person('ben'), { cost: 100, isMutation: false }),
    ).resolves.toBeDefined();
    await expect(
      budgets.spend(person('eve', 'globex'), { cost: 900, isMutation: false }),
    ).resolves.toBeDefined();
  });

  it('are the budget that is told when it is closest to its end', async () => {
    const state = await budgets.spend(ada, { cost: 950, isMutation: false });

    expect(state).toMatchObject({ limit: 1_000, remaining: 50 });
  });
});

describe('the store', () => {
  it('is asked once for all of a request', async () => {
    let asked = 0;
    budgets = open((rates) => {
      asked += 1;
      return store.take(rates);
    });
    await budgets.spend(ada, { cost: 5, isMutation: true });

    expect(asked).toBe(1);
  });

  it('names its tenant first in every key', async () => {
    const keys: string[] = [];
    budgets = open((rates) => {
      keys.push(...rates.map(({ key }) => key));
      return store.take(rates);
    });
    await budgets.spend(ada, { cost: 5, isMutation: true });

    expect(keys).toHaveLength(4);
    for (const key of keys) expect(key.startsWith('4:acme,4:rate,')).toBe(true);
  });
});

describe('while the store fails', () => {
  const failing = async () => {
    throw new Error('Redis is gone.');
  };

  it('each gateway allows its share, and not more', async () => {
    budgets = open(failing, 2);

    expect(await passed(10, ada)).toBe(2);
  });

  it('one allows at least one at a time', async () => {
    budgets = open(failing, 100);

    expect(await passed(10, ada)).toBe(1);
  });

  it('it is left alone for a second, and told of once', async () => {
    let asked = 0;
    budgets = open(async () => {
      asked += 1;
      throw new Error('Redis is gone.');
    });
    await budgets.spend(ada, query);
    await budgets.spend(ada, query);
    expect(asked).toBe(1);

    now += 1_000;
    await budgets.spend(ada, query);
    expect(asked).toBe(2);
    expect(errors.map(({ message }) => message)).toEqual(['Redis is gone.']);
  });

  it('it is asked again when it is back', async () => {
    let isGone = true;
    budgets = open((rates) => (isGone ? failing() : store.take(rates)), 4);
    expect(await passed(4, ada)).toBe(1);

    isGone = false;
    now += 1_000;
    expect(await passed(4, ada)).toBe(4);
  });

  it('nobody waits for one that does not answer', async () => {
    budgets = open(() => new Promise(() => {}));

    await expect(budgets.spend(ada, query)).resolves.toBeDefined();
    expect(errors.map(({ message }) => message)).toEqual(['The rates were not told in time.']);
  });
});
