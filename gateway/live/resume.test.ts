import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { isMark } from '../../subgraphs/kernel/subscription.ts';
import { type FragilePort, fragile } from '../../test/gateway/fragile-port.ts';
import { cursorAt, type TestLog } from '../../test/gateway/log-of.ts';
import { openTinySubgraphs, tinyWorld } from '../../test/gateway/tiny-graph.ts';
import { localPort } from '../fetch/local.ts';
import { type RetryPolicy, resumingPort } from './resume.ts';

const log = pino({ level: 'silent' });
const eager: RetryPolicy = { firstMs: 1, longestMs: 4, attempts: 5 };
const actor = {
  userId: '0198c0de-0000-7000-8000-000000000001',
  kind: 'PERSON' as const,
  grants: [],
};
const scope = createScope(
  { tenantId: 'acme', actor, grantsEpoch: 1 },
  {
    requestId: 'r',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    correlationId: 'c',
    deadlineAt: null,
  },
);

let world: ReturnType<typeof tinyWorld>;
let events: TestLog;
let upstream: FragilePort;
/** How many streams the gateway says that it holds open. */
let open: number;

beforeEach(() => {
  world = tinyWorld();
  events = world.log;
  const studio = openTinySubgraphs(world, log).find(({ name }) => name === 'studio');
  if (!studio) throw new Error('There is no studio.');
  upstream = fragile(localPort(studio, async () => true));
  open = 0;
});

async function subscribe(query = 'subscription { logged { n } }', policy = eager) {
  const upstreams = (change: 1 | -1) => {
    open += change;
  };
  const port = resumingPort(upstream, { upstreams }, policy);
  const found = await port.subscribe({ query, isMutation: false }, {}, { scope });
  if (Symbol.asyncIterator in found) return found;
  throw new Error(found.errors?.[0]?.message);
}

/** The next result that is no mark. */
async function next(stream: Stream<ExecutionResult>): Promise<ExecutionResult> {
  for (;;) {
    const found = await stream.next();
    if (found.done) throw new Error('It ended.');
    if (!isMark(found.value)) return found.value;
  }
}

async function numbers(stream: Stream<ExecutionResult>, count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const { data } = JSON.parse(JSON.stringify(await next(stream)));
    found.push(data.logged.n);
  }
  return found;
}

const isLost = { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };

describe('a stream whose subgraph is lost', () => {
  it('goes on behind the last event that came, without a gap and nothing twice', async () => {
    const stream = await subscribe();
    for (let round = 0; round < 5; round += 1) {
      events.append();
      events.append();
      expect(await numbers(stream, 2)).toEqual([round * 4 + 1, round * 4 + 2]);
      upstream.cut();
      events.append();
      events.append();
      expect(await numbers(stream, 2)).toEqual([round * 4 + 3, round * 4 + 4]);
    }
    expect(open).toBe(1);
  });

  it('goes on although it is lost before its first event', async () => {
    events.append();
    const stream = await subscribe();
    expect((await stream.next()).value).toEqual({ extensions: { cursor: cursorAt(1) } });
    const first = numbers(stream, 2);
    upstream.cut();
    events.append();
    events.append();

    expect(await first).toEqual([2, 3]);
    expect(upstream.askedAfter).toBe(cursorAt(1));
  });

  it('waits until the subgraph is back', async () => {
    const stream = await subscribe();
    events.append();
    expect(await numbers(stream, 1)).toEqual([1]);
    upstream.isDown = true;
    upstream.cut();
    events.append();
    const second = numbers(stream, 1);
    while (upstream.asked < 4) await new Promise(setImmediate);
    upstream.isDown = false;

    expect(await second).toEqual([2]);
  });

  it('is given up after so many tries in a row, and says so', async () => {
    const stream = await subscribe();
    events.append();
    await numbers(stream, 1);
    upstream.isDown = true;
    upstream.cut();

    await expect(stream.next()).rejects.toMatchObject(isLost);
    expect(upstream.asked).toBe(1 + eager.attempts);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(open).toBe(0);
  });

  it('has all its tries again after each event', async () => {
    const stream = await subscribe('subscription { logged { n } }', { ...eager, attempts: 1 });
    for (const n of [1, 2, 3, 4]) {
      events.append();
      expect(await numbers(stream, 1)).toEqual([n]);
      upstream.cut();
    }
  });

  it('says what the subgraph answers when it is asked again', async () => {
    const stream = await subscribe();
    events.append();
    await numbers(stream, 1);
    events.append();
    events.append();
    events.forgetBefore(3);
    upstream.cut();

    expect(await next(stream)).toMatchObject({
      errors: [{ extensions: { code: 'RESUME_TOO_OLD' } }],
    });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('goes on when the subgraph itself has said that it cannot reach its store', async () => {
    let fails = true;
    const inner = upstream.subscribe;
    Object.assign(upstream, {
      async subscribe(...asked: Parameters<typeof inner>) {
        const found = await inner(...asked);
        if (!(Symbol.asyncIterator in found)) return found;
        return mapStream(found, (result) => {
          if (!fails || isMark(result)) return result;
          fails = false;
          return { errors: [refusal('SUBGRAPH_UNAVAILABLE', 'The data cannot be reached.')] };
        });
      },
    });
    const stream = await subscribe();
    events.append();

    expect(await numbers(stream, 1)).toEqual([1]);
  });

  it('that cannot be resumed is told as lost, at once', async () => {
    const stream = await subscribe('subscription { silent }');
    world.silent.publish('one');
    expect(await next(stream)).toMatchObject({ data: { silent: 'one' } });
    upstream.cut();

    await expect(stream.next()).rejects.toMatchObject(isLost);
    expect(upstream.asked).toBe(1);
  });

  it('is not asked for again by who has left, even in the middle of a wait', async () => {
    const stream = await subscribe('subscription { logged { n } }', { ...eager, firstMs: 60_000 });
    events.append();
    await numbers(stream, 1);
    const waiting = stream.next();
    upstream.cut();
    await events.untilReaders(0);
    await stream.return();

    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(upstream.asked).toBe(1);
    expect(open).toBe(0);
  });
});

describe('a stream that comes back', () => {
  it('is ended when its reader has left meanwhile', async () => {
    const stream = await subscribe();
    events.append();
    await numbers(stream, 1);
    let comeBack = () => {};
    const isBack = new Promise<void>((resolve) => {
      comeBack = resolve;
    });
    const inner = upstream.subscribe;
    const asked = new Promise<void>((resolve) => {
      Object.assign(upstream, {
        async subscribe(...all: Parameters<typeof inner>) {
          resolve();
          await isBack;
          return inner(...all);
        },
      });
    });
    const waiting = stream.next();
    upstream.cut();
    await asked;
    await stream.return();
    comeBack();
    await waiting;
    while (events.opened < 2) await new Promise(setImmediate);

    await events.untilReaders(0);
    expect(open).toBe(0);
  });
});

describe('a stream', () => {
  it('that is refused is not asked for again', async () => {
    await expect(subscribe('subscription { unsubscribable }')).rejects.toThrow('not for you');
    expect(upstream.asked).toBe(1);
  });

  it('ends its upstream when its reader leaves', async () => {
    const stream = await subscribe();
    const waiting = stream.next();
    await events.untilReaders(1);
    await stream.return();
    await waiting;

    expect([events.readers, open]).toEqual([0, 0]);
  });
});
