import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { openWork, type Work } from '../../subgraphs/kernel/work.ts';
import {
  acme,
  ben,
  byAda,
  globex,
  noon,
  openToyHouse,
  outboxOf,
  type ToyHouse,
  traceId,
} from './toy-house.ts';
import { add, counters, openCounter, stamps } from './toys.ts';

const later = new Date('2026-01-31T13:00:00.000Z');
let house: ToyHouse;

beforeAll(async () => {
  house = await openToyHouse();
});
afterAll(() => house.close());
beforeEach(() =>
  withClient(house.superuserUrl, async (superuser) => {
    // Even a superuser is stopped by what makes a record append-only.
    await superuser.query('set session_replication_role = replica');
    await superuser.query('truncate toys.counter, toys.stamp, kernel.outbox');
  }),
);

/** One transaction of work, an hour after noon unless `cause` says otherwise. */
function inWork<T>(
  run: (work: Work) => Promise<T>,
  options: { readonly tenantId?: string; readonly expected?: number; readonly cause?: object } = {},
): Promise<T> {
  const { tenantId = acme, expected = null, cause = {} } = options;
  return house.database.withTenant(tenantId, (tx) =>
    run(openWork(tx, { ...byAda, now: later, ...cause }, expected)),
  );
}

const made = (label = 'visits', tenantId = acme) =>
  inWork(
    (work) => work.create(counters, openCounter({ id: work.newId(), tenantId, label, at: noon })),
    { tenantId, cause: { now: noon } },
  );

const rowsOf = (table: string) => house.rows(`select * from toys.${table} order by id`);

describe('creating', () => {
  it('saves the state at the version of its last event, and appends the events', async () => {
    const counter = await made();

    expect(counter).toEqual({
      id: counter.id,
      tenantId: acme,
      version: 1,
      createdAt: noon,
      updatedAt: noon,
      label: 'visits',
      total: 0,
      dueAt: null,
    });
    const [found] = await counters.find(house.database.reader(acme), [counter.id]);
    expect(found).toEqual(counter);
    expect(await outboxOf(house)).toMatchObject([
      { eventType: 'CounterOpened', aggregateVersion: 1 },
    ]);
  });

  it('seals each event with who, when, why and as part of what', async () => {
    const causationId = uuidv7();
    const projectId = uuidv7();
    const id = uuidv7();
    const cause = { actor: ben, correlationId: 'order-17', causationId, now: later };
    await inWork(
      (work) =>
        work.create(counters, {
          ...openCounter({ id, tenantId: acme, label: 'sealed', at: noon }),
          events: [{ type: 'CounterOpened', counterId: id, projectId }],
        }),
      { cause },
    );

    const [envelope] = await outboxOf(house);

    expect(envelope).toEqual({
      eventId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      eventType: 'CounterOpened',
      schemaVersion: 1,
      tenantId: acme,
      projectId,
      moduleId: null,
      aggregateType: 'ToyCounter',
      aggregateId: id,
      aggregateVersion: 1,
      traceId,
      correlationId: 'order-17',
      causationId,
      actorId: ben.userId,
      occurredAt: later.toISOString(),
      payload: { counterId: id, projectId },
    });
  });

  it('is refused by a unique rule with the sentence for it, within the tenant alone', async () => {
    await made('visits');

    await expect(made('visits')).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: 'There is a counter with this label.',
      field: 'label',
    });
    await expect(made('visits', globex)).resolves.toMatchObject({ tenantId: globex });
    expect(await rowsOf('counter')).toHaveLength(2);
    expect(await outboxOf(house)).toHaveLength(1);
  });

  it('puts the row into the tenant of the transaction, whatever its state says', async () => {
    const id = uuidv7();

    const saved = inWork((work) =>
      work.create(counters, openCounter({ id, tenantId: globex, label: 'x', at: noon })),
    );

    await saved;
    expect(await house.rows('select tenant_id from toys.counter')).toEqual([{ tenant_id: acme }]);
  });
});

describe('changing', () => {
  it('raises the version by one for each event and stamps the time', async () => {
    const { id } = await made();

    const changed = await inWork((work) => work.change(counters, id, (c) => add(c, 1, 2, 3)));

    expect(changed).toMatchObject({ version: 4, total: 6, createdAt: noon, updatedAt: later });
    expect(await counters.find(house.database.reader(acme), [id])).toEqual([changed]);
    expect(await outboxOf(house)).toMatchObject([
      { aggregateVersion: 1, eventType: 'CounterOpened' },
      { aggregateVersion: 2, payload: { amount: 1 } },
      { aggregateVersion: 3, payload: { amount: 2 } },
      { aggregateVersion: 4, payload: { amount: 3 } },
    ]);
  });

  it('writes nothing when the command yields no event', async () => {
    const { id } = await made();
    const before = await rowsOf('counter');
    house.statements.splice(0);

    const same = await inWork((work) =>
      work.change(counters, id, (c) => ({ state: { ...c, total: 9 }, events: [] })),
    );

    expect(same).toMatchObject({ version: 1, total: 0, updatedAt: noon });
    expect(await rowsOf('counter')).toEqual(before);
    expect(await outboxOf(house)).toHaveLength(1);
    expect(house.statements).toHaveLength(1);
  });

  it('undoes everything when the command refuses', async () => {
    const { id } = await made();
    const refused = inWork(async (work) => {
      await work.change(counters, id, (counter) => add(counter, 1));
      await work.change(counters, id, () => {
        throw new Error('no');
      });
    });

    await expect(refused).rejects.toThrow('no');
    expect(await rowsOf('counter')).toMatchObject([{ version: 1, total: 0 }]);
    expect(await outboxOf(house)).toHaveLength(1);
  });

  it('twice in one transaction goes on from the first', async () => {
    const { id } = await made();

    const changed = await inWork(async (work) => {
      await work.change(counters, id, (counter) => add(counter, 1));
      return work.change(counters, id, (counter) => add(counter, 1));
    });

    expect(changed).toMatchObject({ version: 3, total: 2 });
  });

  it.each([
    ['unknown', '0198c0de-0000-7000-8000-0000000000ff'],
    ['no id at all', 'visits'],
    ['empty', ''],
    ['an injection', "x' or '1'='1"],
  ])('answers NOT_FOUND when the id is %s', async (_, id) => {
    await made();

    await expect(
      inWork((work) => work.change(counters, id, (counter) => add(counter, 1))),
    ).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'There is no such toy counter.' });
    await expect(inWork((work) => work.find(counters, id))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no such toy counter.',
    });
  });

  it('answers for another tenant’s exactly as for what does not exist', async () => {
    const { id } = await made('visits', globex);
    const attempt = (tried: string) =>
      inWork((work) => work.change(counters, tried, (counter) => add(counter, 1))).catch(String);

    expect(await attempt(id)).toBe(await attempt(uuidv7()));
    expect(await rowsOf('counter')).toMatchObject([{ tenant_id: globex, total: 0 }]);
  });
});

describe('an expected version', () => {
  it('is met by the version that is there', async () => {
    const { id } = await made();

    await expect(
      inWork((work) => work.change(counters, id, (c) => add(c, 1)), { expected: 1 }),
    ).resolves.toMatchObject({ version: 2 });
  });

  it.each([0, 2])('of %i refuses a change of version 1', async (expected) => {
    const { id } = await made();

    await expect(
      inWork((work) => work.change(counters, id, (c) => add(c, 1)), { expected }),
    ).rejects.toMatchObject({
      code: 'STALE_VERSION',
      message: `This toy counter is at version 1, not ${expected}; read it again.`,
      field: 'expectedVersion',
    });
    expect(await rowsOf('counter')).toMatchObject([{ version: 1 }]);
  });

  it('speaks of the first aggregate that is changed, and of no other', async () => {
    const { id } = await made('first');
    const other = await made('second');

    const changed = await inWork(
      async (work) => {
        await work.change(counters, id, (counter) => add(counter, 1, 1));
        return work.change(counters, other.id, (counter) => add(counter, 1));
      },
      { expected: 1 },
    );

    expect(changed).toMatchObject({ version: 2 });
  });
});

describe('saving', () => {
  it('is refused when the row is no longer at the version it was read at', async () => {
    const counter = await made();

    const stale = house.database.withTenant(acme, (tx) =>
      counters.save(tx, { ...counter, version: 9 }, 8),
    );

    await expect(stale).rejects.toMatchObject({ code: 'STALE_VERSION' });
    expect(await rowsOf('counter')).toMatchObject([{ version: 1 }]);
  });

  it('reaches no other tenant’s row', async () => {
    const counter = await made('visits', globex);

    const foreign = house.database.withTenant(acme, (tx) =>
      counters.save(tx, { ...counter, total: 9 }, 1),
    );

    await expect(foreign).rejects.toMatchObject({ code: 'STALE_VERSION' });
    expect(await rowsOf('counter')).toMatchObject([{ total: 0 }]);
  });

  it('tells of a unique rule as creating does', async () => {
    await made('first');
    const { id } = await made('second');

    await expect(
      inWork((work) =>
        work.change(counters, id, (c) => ({ ...add(c, 1), state: { ...c, label: 'first' } })),
      ),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field: 'label' });
  });
});

describe('a record', () => {
  const stamp = (note: string, tenantId = acme) => ({
    id: uuidv7(),
    tenantId,
    counterId: '0198c0de-0000-7000-8000-000000000001',
    note,
  });

  it('is appended with its events, and found again', async () => {
    const record = stamp('seen');
    const events = [{ type: 'CounterStamped' }, { type: 'CounterSealed' }];

    await inWork((work) => work.append(stamps, { state: record, events }));

    expect(await stamps.find(house.database.reader(acme), [record.id])).toEqual([record]);
    expect(await outboxOf(house)).toMatchObject([
      { aggregateType: 'Stamp', aggregateId: record.id, aggregateVersion: 1 },
      { aggregateType: 'Stamp', aggregateId: record.id, aggregateVersion: 2 },
    ]);
  });

  it('is refused by a unique rule with the sentence for it', async () => {
    const one = stamp('seen');
    await inWork((work) => work.append(stamps, { state: one, events: [] }));

    await expect(
      inWork((work) => work.append(stamps, { state: stamp('seen'), events: [] })),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field: undefined });
  });

  it('with an id that is taken, which no conflict names, is a bug', async () => {
    const one = stamp('seen');
    await inWork((work) => work.append(stamps, { state: one, events: [] }));

    const again = inWork((work) =>
      work.append(stamps, { state: { ...one, note: 'other' }, events: [] }),
    );

    await expect(again).rejects.not.toMatchObject({ name: 'DomainError' });
  });
});

describe('a hundred changes of one row at once', () => {
  it('form one line: each sees its predecessor', async () => {
    const { id } = await made();

    const changed = await Promise.all(
      Array.from({ length: 100 }, () =>
        inWork((work) => work.change(counters, id, (counter) => add(counter, 1))),
      ),
    );

    const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(changed.map(({ total }) => total).toSorted((a, b) => a - b)).toEqual(numbers);
    expect(await rowsOf('counter')).toMatchObject([{ total: 100, version: 101 }]);
    expect((await outboxOf(house)).map(({ aggregateVersion }) => aggregateVersion)).toEqual([
      1,
      ...numbers.map((number) => number + 1),
    ]);
  });

  it('of which each expects the same version have one winner', async () => {
    const { id } = await made();

    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () =>
        inWork((work) => work.change(counters, id, (counter) => add(counter, 1)), {
          expected: 1,
        }).then(
          () => 'done',
          (error) => error.code,
        ),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'STALE_VERSION')).toHaveLength(99);
    expect(await rowsOf('counter')).toMatchObject([{ total: 1, version: 2 }]);
    expect(await outboxOf(house)).toHaveLength(2);
  });

  it('lose changes when nothing is held: the control', async () => {
    const { id } = await made();

    await Promise.all(
      Array.from({ length: 100 }, () =>
        house.database.withTenant(acme, async (tx) => {
          const [counter] = await counters.find(tx, [id]);
          if (!counter) return;
          await tx.db.execute(
            `update toys.counter set total = ${counter.total + 1} where tenant_id = '${acme}'`,
          );
        }),
      ),
    );

    const [{ total } = { total: 100 }] = await rowsOf('counter');
    expect(total).toBeLessThan(100);
  });
});

describe('finding by ids', () => {
  it('gives those of the tenant, each once, whatever else is asked for', async () => {
    const mine = [await made('first'), await made('second')];
    const foreign = await made('first', globex);
    const ids = mine.map(({ id }) => id);

    const found = await counters.find(house.database.reader(acme), [
      ...ids,
      ...ids,
      foreign.id,
      uuidv7(),
    ]);

    expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(await counters.find(house.database.reader(acme), [])).toEqual([]);
  });
});
