import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SubgraphFailure } from '../../gateway/fetch/failure.ts';
import { type GuardSettings, guardDefaults, guardPort } from '../../gateway/fetch/guard/guard.ts';
import { plainPort } from '../../gateway/fetch/plain/port.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { mapStream } from '../../subgraphs/kernel/stream.ts';
import { openClient } from '../support/client.ts';
import { type FaultProxy, openFaultProxy } from '../support/fault-proxy.ts';
import { type TestClock, testClock } from '../support/test-clock.ts';
import { openTinyGateway } from './tiny-gateway.ts';

// A port, guarded, before a real server and a network that misbehaves. Time stands still until a test moves it.

const query = { query: '{ ok }', isMutation: false };
const mutation = { query: 'mutation { ok }', isMutation: true };
const answer = { data: { ok: true } };
const done = { done: true, value: undefined } as const;

let clock: TestClock;
let server: Server;
let proxy: FaultProxy;
let port: SubgraphPort;
/** What the server answers: status, content type, body. */
let answers: readonly [number, string, string];
const stops: (() => unknown)[] = [];

function guarded(address: number, settings: Partial<GuardSettings> = {}): SubgraphPort {
  const inner = plainPort({
    name: 'products',
    url: `http://127.0.0.1:${address}/graphql`,
    exposesErrors: false,
    largestAnswerBytes: 1_000,
  });
  stops.push(() => inner.stop());
  return guardPort(inner, { ...guardDefaults, ...settings }, clock);
}

beforeEach(async () => {
  clock = testClock();
  answers = [200, 'application/json', JSON.stringify(answer)];
  server = createServer((_, response) => {
    const [status, type, body] = answers;
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await openFaultProxy((server.address() as AddressInfo).port);
  port = guarded(proxy.port);
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await proxy.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function scopeUntil(deadlineAt: number | null) {
  return createScope(
    {
      tenantId: null,
      actor: { userId: 'anonymous', kind: 'PERSON', grants: [] },
      grantsEpoch: 0,
    },
    { requestId: 'r', traceId: 'a'.repeat(32), correlationId: 'c', deadlineAt },
  );
}

const ask = (planned = query, signal?: AbortSignal, deadlineAt: number | null = null) =>
  port.prepare(planned)('{}', { scope: scopeUntil(deadlineAt), signal });

/** How it failed, or what it answered. */
const outcomeOf = (asked: Promise<unknown>) =>
  asked.catch((error: unknown) => (error instanceof SubgraphFailure ? error.kind : error));

/** Fails at once and, where it is repeated, once more. */
async function askInTrouble(planned = query): Promise<unknown> {
  const asked = outcomeOf(ask(planned));
  await Promise.race([asked, clock.untilDueWithin(50).then(() => clock.pass(50))]);
  return asked;
}

describe('a subgraph that does not answer', () => {
  it('is given up when its time is over, in a sentence that names it', async () => {
    proxy.fault = 'hang';
    const asked = ask();
    await proxy.untilRequests(1);

    clock.pass(5_000);

    await expect(asked).rejects.toMatchObject({
      message: 'The products subgraph did not answer in time.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      kind: 'late',
    });
    expect(proxy.requests).toBe(1);
  });

  it('is still waited for a moment before', async () => {
    proxy.fault = 'hang';
    const asked = outcomeOf(ask());
    await proxy.untilRequests(1);
    // Nearer to the end this test could not tell the end of its time from that of the pause below.
    clock.pass(4_000);

    proxy.resetAll();
    await clock.untilDueWithin(250);
    proxy.fault = 'none';
    clock.pass(50);

    expect(await asked).toEqual(answer);
  });

  it('is given up when half of its answer has come and the rest does not', async () => {
    proxy.fault = 'half';
    const asked = outcomeOf(ask());
    await proxy.untilRequests(1);

    clock.pass(5_000);

    expect(await asked).toBe('late');
  });

  it('has no more time than the request has left, and is not blamed for that', async () => {
    proxy.fault = 'hang';
    for (let time = 0; time < 30; time += 1) {
      const asked = outcomeOf(ask(query, undefined, clock.now() + 100));
      await proxy.untilRequests(time + 1);
      clock.pass(100);
      expect(await asked).toBe('overdue');
    }

    expect(port.condition?.()).toMatchObject({ breaker: 'closed', failures: { overdue: 30 } });
    expect(await outcomeOf(ask(query, undefined, clock.now()))).toBe('overdue');
  });

  it('is let go when nobody waits any more, and is not blamed for that', async () => {
    proxy.fault = 'hang';
    for (let time = 0; time < 30; time += 1) {
      const controller = new AbortController();
      const asked = outcomeOf(ask(query, controller.signal));
      await proxy.untilRequests(time + 1);
      controller.abort();
      expect(await asked).toBe('abandoned');
    }

    expect(port.condition?.()).toMatchObject({ breaker: 'closed', retries: 0 });
  });
});

describe('a connection that breaks under a request', () => {
  it.each(['reset', 'cut'] as const)('lets a query be asked once more: %s', async (fault) => {
    proxy.fault = fault;
    const asked = ask();
    await proxy.untilRequests(1);
    await clock.untilDueWithin(250);
    proxy.fault = 'none';

    clock.pass(50);

    expect(await asked).toEqual(answer);
    expect(port.condition?.()).toMatchObject({ retries: 1, failures: { lost: 1 } });
  });

  it('waits from 50 to 250 ms before that', async () => {
    clock = testClock(() => 0.999);
    port = guarded(proxy.port);
    proxy.fault = 'reset';
    const asked = ask();
    await proxy.untilRequests(1);
    await clock.untilDueWithin(250);
    proxy.fault = 'none';

    clock.pass(249);
    expect(proxy.requests).toBe(1);
    clock.pass(1);

    expect(await asked).toEqual(answer);
  });

  it('leaves nothing on the signal of who waits, which may be that of a subscription', async () => {
    const { signal } = new AbortController();
    proxy.fault = 'reset';
    const asked = outcomeOf(ask(query, signal));
    await clock.untilDueWithin(250);
    proxy.fault = 'none';
    clock.pass(250);

    expect(await asked).toEqual(answer);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is told when it breaks again', async () => {
    proxy.fault = 'reset';

    expect(await askInTrouble()).toBe('lost');
    expect(proxy.requests).toBe(2);
  });

  it('never has a mutation asked twice', async () => {
    proxy.fault = 'reset';

    expect(await outcomeOf(ask(mutation))).toBe('lost');
    expect(proxy.requests).toBe(1);
  });

  it('is not repaired when the pause would outlast the request', async () => {
    proxy.fault = 'reset';

    expect(await outcomeOf(ask(query, undefined, clock.now() + 250))).toBe('lost');
    expect(proxy.requests).toBe(1);
  });
});

describe('a subgraph that is not there', () => {
  it('lets a mutation be asked once more, since nothing was sent', async () => {
    const { port: address } = proxy;
    await proxy.stop();
    port = guarded(address);
    const asked = ask(mutation);
    await clock.untilDueWithin(50);

    clock.pass(50);

    await expect(asked).rejects.toMatchObject({
      kind: 'unopened',
      message: 'The products subgraph cannot be reached at the moment.',
    });
    expect(port.condition?.()).toMatchObject({ retries: 1, failures: { unopened: 2 } });
  });
});

describe('an answer', () => {
  it.each([
    ['an error page', [502, 'text/html', '<html>Bad Gateway</html>']],
    ['nothing', [503, 'text/plain', '']],
    ['half an object', [200, 'application/json', '{"data":{"ok"']],
    ['an object of something else', [200, 'application/json', '{"error":"no such route"}']],
  ] as const)('that is none is told as such: %s', async (_, given) => {
    answers = given;

    expect(await askInTrouble()).toBe('garbled');
    expect(proxy.requests).toBe(2);
  });

  it('that turns requests away says nothing of whether others are answered', async () => {
    answers = [431, 'text/plain', 'Your headers are too long.'];

    for (let time = 0; time < 30; time += 1) expect(await outcomeOf(ask())).toBe('rejected');
    expect(proxy.requests).toBe(30);
    answers = [200, 'application/json', JSON.stringify(answer)];

    expect(await ask()).toEqual(answer);
  });

  it('is read whatever its status and type, and is not asked for again', async () => {
    answers = [500, 'application/graphql-response+json', '{"errors":[{"message":"No."}]}'];

    expect(await ask()).toMatchObject({ errors: [{ message: 'No.' }] });
    expect(proxy.requests).toBe(1);
  });

  it('that is too large is not read to its end, and not asked for again', async () => {
    answers = [200, 'application/json', JSON.stringify({ data: { ok: 'x'.repeat(1_000) } })];

    await expect(ask()).rejects.toMatchObject({
      kind: 'oversized',
      message: 'The answer of the products subgraph is too large; ask for less at once.',
    });
    expect(proxy.requests).toBe(1);
  });
});

describe('a subgraph that fails all the time', () => {
  it('is asked a second time for one in ten requests, beyond the first ten', async () => {
    const never = { ...guardDefaults.breaker, fewestRequests: 1_000_000 };
    port = guarded(proxy.port, { breaker: never });
    proxy.fault = 'reset';

    for (let time = 0; time < 100; time += 1) await askInTrouble();

    expect(proxy.requests).toBeGreaterThanOrEqual(119);
    expect(proxy.requests).toBeLessThanOrEqual(121);
  });

  it('is left alone after twenty of them, asked once after five seconds, and served again', async () => {
    proxy.fault = 'reset';
    for (let time = 0; time < 20; time += 1) await outcomeOf(ask(mutation));
    const before = proxy.requests;

    expect(await outcomeOf(ask())).toBe('resting');
    expect(port.condition?.().breaker).toBe('open');
    expect(proxy.requests).toBe(before);

    clock.pass(5_000);
    proxy.fault = 'hang';
    const probe = outcomeOf(ask());
    await proxy.untilRequests(before + 1);
    expect(await outcomeOf(ask())).toBe('resting');
    clock.pass(5_000);
    expect([await probe, await outcomeOf(ask())]).toEqual(['late', 'resting']);

    clock.pass(5_000);
    proxy.fault = 'none';
    expect(await ask()).toEqual(answer);
    expect(port.condition?.().breaker).toBe('closed');
  });
});

describe('a stream that does not begin', () => {
  it('is given up like an answer, and ended should it begin after all', async () => {
    let begin = () => {};
    let isEnded = false;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const late = mapStream(
      { next: () => new Promise<IteratorResult<ExecutionResult>>(() => {}) },
      (item) => item,
      () => {
        isEnded = true;
      },
    );
    const slow = { ...port, subscribe: () => begun.then(() => late) };
    const subscribed = outcomeOf(
      guardPort(slow, guardDefaults, clock).subscribe(query, {}, { scope: scopeUntil(null) }),
    );

    clock.pass(5_000);
    expect(await subscribed).toBe('late');
    begin();

    await expect.poll(() => isEnded).toBe(true);
  });
});

describe('a stream that has ended', () => {
  it.each([
    ['having begun', () => mapStream({ next: async () => done }, (item: ExecutionResult) => item)],
    ['with one result', () => answer],
    ['in a refusal', () => Promise.reject(new Error('No.'))],
  ])('leaves nothing on the signal that goes on with the next one: %s', async (_, open) => {
    const { signal } = new AbortController();
    const inner: SubgraphPort = { ...port, subscribe: async () => open() };
    const caller = { scope: scopeUntil(null), signal };

    const opened = guardPort(inner, guardDefaults, clock).subscribe(query, {}, caller);
    const found = await opened.catch(() => undefined);
    if (found && Symbol.asyncIterator in found) {
      expect(getEventListeners(signal, 'abort')).not.toEqual([]);
      await found.next();
    }

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a live subscription', () => {
  it('has its events hydrated long after the deadline of the request it came with', async () => {
    const tiny = await openTinyGateway({ wrap: (port) => guardPort(port, guardDefaults, clock) });
    const client = openClient(tiny.url, await tiny.token('acme', 'ada'));
    const live = client.subscribe('subscription { reviewTouched { review { project { name } } } }');
    const touched = { cursor: '1', review: { id: '1', title: 'One', projectId: '7' } };
    const event = { data: { reviewTouched: { review: { project: { name: 'Project 7' } } } } };
    await tiny.world.touched.untilListeners(1);
    tiny.world.touched.publish(touched);
    expect(await live.next()).toEqual(event);

    clock.pass(3_600_000);
    tiny.world.touched.publish(touched);

    expect(await live.next()).toEqual(event);
    await client.close();
    await tiny.stop();
  });
});
