import fc from 'fast-check';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { openResults } from '../../subgraphs/kernel/subscription.ts';
import { cursorAt, type Logged, type TestLog, testLog } from '../../test/gateway/log-of.ts';
import type { Operation } from '../engine/engine.ts';
import { createMetrics } from '../transport/metrics.ts';
import { createLive, type Live } from './live.ts';
import type { Backlog, LiveResult } from './subscriber.ts';

const schema = buildSchema(`
  type Query { n: Int }
  type Subscription { logged(after: String, kind: String): Logged }
  type Logged { n: Int text: String }`);
const source = `subscription ($after: String, $kind: String) {
  logged(after: $after, kind: $kind) { n text } }`;
const document = parse(source);
const definition = getOperationAST(document);

let log: TestLog;
let live: Live<Operation>;
/** Whether the log tells its places; otherwise its streams cannot be resumed. */
let isResumable: boolean;

beforeEach(() => {
  log = testLog();
  isResumable = true;
  live = createLive({
    mostAnswerBytes: 1_000_000,
    witness: createMetrics(pino({ level: 'silent' })),
    confirm: async () => {},
    // What an engine does with a subgraph's stream, without the engine.
    open: ({ variables, after }) =>
      openResults({
        schema,
        document,
        variableValues: variables,
        subscribeFieldResolver: (_, told) => {
          const followed = log.follow(after ?? told.after ?? null);
          return isResumable ? followed : { [Symbol.asyncIterator]: () => followed };
        },
        rootValue: undefined,
        fieldResolver: (event, _, __, { fieldName }) =>
          fieldName === 'logged' ? event : event[fieldName],
      }),
  });
});

const ada: Actor = {
  userId: '0198c0de-0000-7000-8000-000000000001',
  kind: 'PERSON',
  grants: [{ role: 'APPROVER', projectId: null }],
};

function scopeOf(actor: Actor = ada, tenantId = 'acme', grantsEpoch = 1): Scope {
  const facts = { requestId: 'r', correlationId: 'c', deadlineAt: Date.now() + 10_000 };
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  return createScope({ tenantId, actor, grantsEpoch }, { ...facts, traceId });
}

const unbounded: Backlog = { hold: () => {}, release: () => {} };

async function subscribe(
  variables: Operation['variables'] = {},
  { scope = scopeOf(), backlog = unbounded } = {},
): Promise<Stream<LiveResult>> {
  if (!definition) throw new Error('It is no operation.');
  const prepared = { key: source, document, definition, operationName: undefined };
  const found = await live.subscribe({ prepared, variables, scope }, backlog);
  if (Symbol.asyncIterator in found) return found;
  throw new Error(found.text);
}

const numberIn = ({ text }: LiveResult): number => JSON.parse(text).data.logged.n;

const codeIn = ({ text }: LiveResult) => JSON.parse(text).errors?.[0].extensions.code;

async function take(stream: Stream<LiveResult>, count: number): Promise<LiveResult[]> {
  const taken: LiveResult[] = [];
  while (taken.length < count) {
    const found = await stream.next();
    if (found.done) throw new Error(`It ended after ${taken.length} results.`);
    taken.push(found.value);
  }
  return taken;
}

const numbers = async (stream: Stream<LiveResult>, count: number) =>
  (await take(stream, count)).map(numberIn);

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Lets everything that can happen now happen. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise(setImmediate);
}

const large = 'x'.repeat(100_000);

describe('the same subscription of one audience', () => {
  it('is one stream, whose every result is written once', async () => {
    const all = await Promise.all(upTo(50).map(() => subscribe()));
    for (const _ of upTo(3)) log.append();

    const taken = await Promise.all(all.map((stream) => take(stream, 3)));

    expect(log.opened).toBe(1);
    expect(taken[0]?.map(numberIn)).toEqual([1, 2, 3]);
    for (const results of taken) {
      results.forEach((result, index) => {
        expect(result).toBe(taken[0]?.[index]);
      });
    }
  });

  it.each<[string, Scope]>([
    ['person', scopeOf({ ...ada, userId: '0198c0de-0000-7000-8000-000000000002' })],
    ['kind of person', scopeOf({ ...ada, kind: 'SERVICE' })],
    ['grant', scopeOf({ ...ada, grants: [{ role: 'VIEWER', projectId: null }] })],
    ['project of a grant', scopeOf({ ...ada, grants: [{ role: 'APPROVER', projectId: 'p' }] })],
    ['narrowed token', scopeOf({ ...ada, scopes: ['tenant:read'] })],
    ['state of the grants', scopeOf(ada, 'acme', 2)],
    ['tenant', scopeOf(ada, 'globex')],
    ['header that is handed on', { ...scopeOf(ada), forwarded: { 'x-role': 'admin' } }],
  ])('is another for another %s', async (_, scope) => {
    await subscribe();
    await subscribe({}, { scope });

    expect(log.opened).toBe(2);
  });

  it('is the same for the same grants in another order, and another request', async () => {
    const viewer = { role: 'VIEWER', projectId: null } as const;
    await subscribe({}, { scope: scopeOf({ ...ada, grants: [...ada.grants, viewer] }) });
    await subscribe({}, { scope: scopeOf({ ...ada, grants: [viewer, ...ada.grants] }) });

    expect(log.opened).toBe(1);
  });

  it('is another with other variables', async () => {
    await subscribe({ kind: 'a' });
    await subscribe({ kind: 'b' });

    expect(log.opened).toBe(2);
  });

  it('goes on when one leaves, and ends with the last', async () => {
    const [first, second] = [await subscribe(), await subscribe()];
    await first.return();
    log.append();

    expect(await numbers(second, 1)).toEqual([1]);
    await second.return();
    expect(log.readers).toBe(0);
  });

  it('ends although it has not begun yet when its only subscriber is gone', async () => {
    const leaving = new AbortController();
    if (!definition) throw new Error('It is no operation.');
    const prepared = { key: source, document, definition, operationName: undefined };
    const operation = { prepared, variables: {}, scope: scopeOf(), signal: leaving.signal };
    const opened = live.subscribe(operation, unbounded);
    leaving.abort();
    await opened;
    await settled();

    expect(log.readers).toBe(0);
  });

  it('tells everybody of its refusal', async () => {
    log.append();
    log.append();
    log.forgetBefore(3);
    const refused = await Promise.allSettled(upTo(3).map(() => subscribe({ after: cursorAt(0) })));

    for (const each of refused) {
      expect(each).toMatchObject({
        reason: { message: expect.stringContaining('RESUME_TOO_OLD') },
      });
    }
  });
});

describe('a subscription that begins behind a cursor', () => {
  it('reads the log by itself, and joins the others when it has caught up', async () => {
    for (const _ of upTo(3)) log.append();
    const others = await subscribe();
    const late = await subscribe({ after: cursorAt(1) });
    expect(log.readers).toBe(2);
    expect(await numbers(late, 2)).toEqual([2, 3]);
    log.append();
    expect([await numbers(others, 1), await numbers(late, 1)]).toEqual([[4], [4]]);

    await log.untilReaders(1);
    log.append();
    expect([await numbers(others, 1), await numbers(late, 1)]).toEqual([[5], [5]]);
  });

  it('stands with the others at once where they have given nothing since', async () => {
    const others = await subscribe();
    log.append();
    await numbers(others, 1);
    const resumed = await subscribe({ after: cursorAt(1) });

    expect(log.opened).toBe(1);
    log.append();
    expect(await numbers(resumed, 1)).toEqual([2]);
  });

  it('never joins a stream that has gone further', async () => {
    const first = await subscribe({ after: cursorAt(0) });
    log.append();
    await numbers(first, 1);
    const second = await subscribe({ after: cursorAt(0) });

    expect(await numbers(second, 1)).toEqual([1]);
  });
});

describe('a subscriber that does not keep up', () => {
  it('goes back to the log and misses nothing, while the others go on', async () => {
    const [quick, slow] = [await subscribe(), await subscribe()];
    for (const n of upTo(40)) {
      log.append(large);
      expect(await numbers(quick, 1)).toEqual([n]);
      if (n <= 2) expect(await numbers(slow, 1)).toEqual([n]);
    }

    expect(log.opened).toBe(1);
    expect(await numbers(slow, 38)).toEqual(upTo(40, 3));
    expect(log.opened).toBeGreaterThan(1);
  });

  it('never has more waiting than there is room for', async () => {
    let waiting = 0;
    let most = 0;
    const backlog: Backlog = {
      hold(size) {
        waiting += size;
        most = Math.max(most, waiting);
      },
      release(size) {
        waiting -= size;
      },
    };
    const [quick, slow] = [await subscribe(), await subscribe({}, { backlog })];
    for (const _ of upTo(40)) {
      log.append(large);
      await take(quick, 1);
    }

    expect(most).toBeGreaterThan(100_000);
    expect(most).toBeLessThanOrEqual(256 * 1024);
    expect(await numbers(slow, 40)).toEqual(upTo(40));
    await slow.return();
    expect(waiting).toBe(0);
  });

  it('is told to begin again where the log has forgotten what it missed', async () => {
    const [quick, slow] = [await subscribe(), await subscribe()];
    for (const _ of upTo(10)) {
      log.append(large);
      await take(quick, 1);
    }
    log.forgetBefore(5);
    const [last] = await take(slow, 1);

    expect(last && codeIn(last)).toBe('RESUME_TOO_OLD');
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    log.append();
    expect(await numbers(quick, 1)).toEqual([11]);
  });

  it('is told to begin again where the stream cannot be resumed', async () => {
    isResumable = false;
    const [quick, slow] = [await subscribe(), await subscribe()];
    for (const _ of upTo(10)) {
      log.append(large);
      await take(quick, 1);
    }
    const [last] = await take(slow, 1);

    expect(last && codeIn(last)).toBe('RESUME_TOO_OLD');
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(log.opened).toBe(1);
  });
});

describe('whoever listens, however slowly, from wherever', () => {
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'append' } as const) },
    fc.record({ kind: fc.constant('begin' as const), after: fc.option(fc.nat({ max: 20 })) }),
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('take' as const),
        who: fc.nat(),
        count: fc.nat({ max: 5 }),
      }),
    },
    fc.record({ kind: fc.constant('leave' as const), who: fc.nat() }),
  );

  it('gets everything since, in order and once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 60 }), async (actions) => {
        const listening: { stream: Stream<LiveResult>; expected: number }[] = [];
        const written: Logged[] = [];
        log = testLog();
        for (const each of actions) {
          const { stream, expected = 0 } =
            'who' in each && listening.length > 0
              ? (listening[each.who % listening.length] ?? {})
              : {};
          if (each.kind === 'append') written.push(log.append(large));
          else if (each.kind === 'begin') {
            const after = each.after === null ? null : Math.min(each.after, written.length);
            const variables = after === null ? {} : { after: cursorAt(after) };
            listening.push({
              stream: await subscribe(variables),
              expected: after ?? written.length,
            });
          } else if (each.kind === 'take' && stream) {
            const count = Math.min(each.count, written.length - expected);
            expect(await numbers(stream, count)).toEqual(upTo(expected + count, expected + 1));
            Object.assign(listening.find((one) => one.stream === stream) ?? {}, {
              expected: expected + count,
            });
          } else if (each.kind === 'leave' && stream) {
            await stream.return();
            listening.splice(
              listening.findIndex((one) => one.stream === stream),
              1,
            );
          }
          await settled();
        }
        for (const { stream, expected } of listening) {
          const left = written.length - expected;
          expect(await numbers(stream, left)).toEqual(upTo(written.length, expected + 1));
          await stream.return();
        }
        await settled();
        expect(log.readers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
