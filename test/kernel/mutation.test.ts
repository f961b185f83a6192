import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import type { Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { runFile } from '../support/process.ts';
import {
  acme,
  ada,
  ben,
  globex,
  noon,
  openToyHouse,
  outboxOf,
  type ToyHouse,
} from './toy-house.ts';
import { createToySubgraph, mutate, scopeOf } from './toy-subgraph.ts';

let house: ToyHouse;
let toys: Subgraph;
let logged: string[];
let counterId: string;

beforeAll(async () => {
  house = await openToyHouse();
  const log = pino({}, { write: (line: string) => logged.push(line) });
  toys = createToySubgraph(house.services, log);
});
afterAll(() => house.close());
beforeEach(async () => {
  await withClient(house.superuserUrl, (superuser) =>
    superuser.query('truncate toys.counter, kernel.outbox, kernel.idempotency'),
  );
  logged = [];
  house.clock.now = noon;
  counterId = await open('visits');
});

async function open(label: string, tenantId = acme): Promise<string> {
  const { data } = await mutate(toys, 'openCounter', { label }, scopeOf(tenantId));
  return data.payload.counter.id;
}
const addTo = (input: object, scope = scopeOf(acme), name = 'addToCounter') =>
  mutate(toys, name, { counterId, amount: 1, ...input }, scope);
const totals = async () =>
  (await house.rows('select total from toys.counter order by label')).map(({ total }) => total);
const keys = () => house.rows('select key, answer from kernel.idempotency');

describe('a mutation', () => {
  it('answers with what it changed', async () => {
    const { data, errors } = await addTo({ amount: 2 });

    expect(errors).toBeUndefined();
    expect(data.payload).toMatchObject({
      counter: { id: counterId, version: 2, total: 2, updatedAt: noon.toISOString() },
      userErrors: [],
    });
  });

  it('answers a refusal as a user error with the path of the field, and undoes everything', async () => {
    const { data } = await addTo({ note: { text: '' }, idempotencyKey: 'k' });

    expect(data.payload).toEqual({
      counter: null,
      attributes: null,
      userErrors: [
        { code: 'INVALID_INPUT', message: 'note.text must not be blank.', field: ['note', 'text'] },
      ],
    });
    expect(await totals()).toEqual([0]);
    expect(await keys()).toEqual([]);
    expect(await outboxOf(house)).toHaveLength(1);
  });

  it.each([
    ['malformed', 'no uuid', 'NOT_FOUND'],
    ['with a NUL', '\u0000', 'NOT_FOUND'],
    ['unknown', '0198c0de-0000-7000-8000-0000000000ff', 'NOT_FOUND'],
  ])('answers an id that is %s', async (_, id, code) => {
    const { data, errors } = await addTo({ counterId: id });

    expect(errors).toBeUndefined();
    expect(data.payload.userErrors).toMatchObject([{ code }]);
  });

  it('answers a text that PostgreSQL cannot hold as an input error, and logs nothing', async () => {
    const { data, errors } = await mutate(toys, 'openCounter', { label: 'a\u0000b' });

    expect(errors).toBeUndefined();
    expect(data.payload.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: null }]);
    expect(logged).toEqual([]);
  });

  it('that fails by a bug changes nothing, masks the bug and logs it', async () => {
    const { data, errors } = await addTo({ idempotencyKey: 'k' }, scopeOf(acme), 'breakCounter');

    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['payload'], extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('a bug with a secret');
    expect(await totals()).toEqual([0]);
    expect(await keys()).toEqual([]);
  });

  it('of another tenant’s counter is as if there were none', async () => {
    const scope = scopeOf(globex);

    const foreign = await addTo({}, scope);
    const missing = await addTo({ counterId: '0198c0de-0000-7000-8000-0000000000ff' }, scope);

    expect(foreign).toEqual(missing);
    expect(await totals()).toEqual([0]);
  });

  it('is refused to a token that names no tenant', async () => {
    const { errors } = await addTo({}, scopeOf(null));

    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await totals()).toEqual([0]);
  });

  it('that expects another version is refused', async () => {
    const { data } = await addTo({ expectedVersion: 7 });

    expect(data.payload.userErrors).toMatchObject([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
  });

  it('shows in the same request what it changed, not what was read before', async () => {
    const query = `mutation ($id: ID!) {
      one: addToCounter(input: { counterId: $id, amount: 1 }) { counter { total } }
      two: addToCounter(input: { counterId: $id, amount: 1 }) { counter { total } } }`;

    const { data } = await toys.execute({ query, variables: { id: counterId } }, scopeOf(acme));

    expect(data).toMatchObject({ one: { counter: { total: 1 } }, two: { counter: { total: 2 } } });
  });
});

describe('one idempotency key', () => {
  it('fifty times at once has one effect and fifty equal answers', async () => {
    const input = {
      label: 'once',
      dueAt: '2026-02-01T00:00:00.000Z',
      attributes: { when: { $date: '2026-02-01T00:00:00.000Z' }, list: [1, null, 'x'] },
      idempotencyKey: 'k',
    };

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => mutate(toys, 'openCounter', input)),
    );

    const [first] = answers;
    expect(first?.data.payload).toMatchObject({
      counter: { label: 'once', dueAt: input.dueAt, createdAt: noon.toISOString() },
      attributes: input.attributes,
      userErrors: [],
    });
    for (const answer of answers) expect(answer).toEqual(first);
    expect(await house.rows("select 1 from toys.counter where label = 'once'")).toHaveLength(1);
    expect(await outboxOf(house)).toHaveLength(2);
  });

  it('answers a repetition as the first time, whatever has happened since', async () => {
    const first = await addTo({ idempotencyKey: 'k' });
    await addTo({ amount: 10 });
    house.clock.now = new Date(noon.getTime() + 3_600_000);

    expect(await addTo({ idempotencyKey: 'k' })).toEqual(first);
    expect(await totals()).toEqual([11]);
  });

  it('answers a repetition without what was told once, and that is nowhere at rest', async () => {
    const whisper = () => addTo({ idempotencyKey: 'k' }, scopeOf(acme), 'whisperCounter');

    const first = await whisper();
    const again = await whisper();

    expect(first.data.payload.attributes).toBe('told once');
    expect(again.data.payload).toEqual({ ...first.data.payload, attributes: null });
    expect(await totals()).toEqual([1]);
    expect(JSON.stringify(await keys())).not.toContain('told once');
  });

  it('is the same key however its text was written', async () => {
    const first = await addTo({ idempotencyKey: 'cafe\u0301' });

    expect(await addTo({ idempotencyKey: ' caf\u00e9 ' })).toEqual(first);
    expect(await totals()).toEqual([1]);
  });

  it.each([{ amount: 2 }, { expectedVersion: 1 }, { note: null }])(
    'is refused with another input: %o',
    async (other) => {
      await addTo({ idempotencyKey: 'k' });

      const { data } = await addTo({ ...other, idempotencyKey: 'k' });

      expect(data.payload.userErrors).toMatchObject([
        { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
      ]);
      expect(await totals()).toEqual([1]);
    },
  );

  it('used at once for two inputs has one effect, and the other is refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        addTo({ amount: 1 + (index % 2), idempotencyKey: 'k' }),
      ),
    );

    const refused = answers.filter(({ data }) => data.payload.userErrors.length > 0);
    expect(refused).toHaveLength(10);
    for (const { data } of refused) {
      expect(data.payload.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    }
    expect(
      (await outboxOf(house)).filter(({ eventType }) => eventType === 'CounterAdded'),
    ).toHaveLength(1);
  });

  it('of somebody else, of another tenant or for another mutation is another key', async () => {
    const foreign = await open('visits', globex);
    const answers = [
      await addTo({ idempotencyKey: 'k' }),
      await addTo({ idempotencyKey: 'k' }, scopeOf(acme, ben)),
      await addTo({ idempotencyKey: 'k' }, scopeOf(acme, ada), 'decideCounter'),
      await addTo({ idempotencyKey: 'k', counterId: foreign }, scopeOf(globex, ada)),
    ];

    expect(answers.map(({ data }) => data.payload.userErrors)).toEqual([[], [], [], []]);
    expect(await totals()).toEqual([3, 1]);
  });

  it.each([
    ['addToCounter', 24],
    ['decideCounter', 7 * 24],
  ])('of %s is kept for %i hours, and free again then', async (name, hours) => {
    const first = await addTo({ idempotencyKey: 'k' }, scopeOf(acme), name);
    const expiresAt = noon.getTime() + hours * 3_600_000;

    house.clock.now = new Date(expiresAt - 1);
    expect(await addTo({ idempotencyKey: 'k' }, scopeOf(acme), name)).toEqual(first);
    expect(await totals()).toEqual([1]);

    house.clock.now = new Date(expiresAt);
    const [again, repeated] = await Promise.all([
      addTo({ idempotencyKey: 'k', amount: 5 }, scopeOf(acme), name),
      addTo({ idempotencyKey: 'k', amount: 5 }, scopeOf(acme), name),
    ]);
    expect(again).toEqual(repeated);
    expect(again.data.payload.counter.total).toBe(6);
    expect(await totals()).toEqual([6]);
  });

  it('is not used up by a refusal: a repetition decides anew', async () => {
    const refused = await addTo({ idempotencyKey: 'k', expectedVersion: 2 });
    expect(refused.data.payload.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    await addTo({});

    const { data } = await addTo({ idempotencyKey: 'k', expectedVersion: 2 });

    expect(data.payload).toMatchObject({ counter: { total: 2 }, userErrors: [] });
  });

  it.each(['', '  ', 'k'.repeat(256), 'k\u0000'])('is refused when it is %j', async (key) => {
    const { data } = await addTo({ idempotencyKey: key });

    expect(data.payload.userErrors).toMatchObject([
      { code: 'INVALID_INPUT', field: ['idempotencyKey'] },
    ]);
    expect(await totals()).toEqual([0]);
  });

  it('may be left out, and then each call acts', async () => {
    await addTo({});
    await addTo({ idempotencyKey: null });

    expect(await totals()).toEqual([2]);
    expect(await keys()).toEqual([]);
  });
});

describe('a caller that is killed', () => {
  function start(moment: string) {
    const { app, reader, sequencer } = house.urls;
    const args = [moment, app, reader, sequencer, counterId];
    return runFile('test/kernel/killed-caller.ts', args, {});
  }
  const input = { amount: 5, idempotencyKey: 'killed' };

  it('between commit and answer is told the answer when it asks again', async () => {
    const caller = start('after-commit');
    await caller.waitFor(/stopped after-commit/);
    await caller.kill('SIGKILL');
    expect(await totals()).toEqual([5]);

    const { data } = await addTo(input);

    expect(data.payload).toMatchObject({ counter: { total: 5, version: 2 }, userErrors: [] });
    expect(await totals()).toEqual([5]);
    expect(await outboxOf(house)).toHaveLength(2);
  });

  it('before the commit has done nothing, and asking again does it', async () => {
    const caller = start('before-commit');
    await caller.waitFor(/stopped before-commit/);
    const waiting = addTo(input);
    await caller.kill('SIGKILL');

    expect((await waiting).data.payload).toMatchObject({ counter: { total: 5 }, userErrors: [] });
    expect(await totals()).toEqual([5]);
    expect(await outboxOf(house)).toHaveLength(2);
  });
});
