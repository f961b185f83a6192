import { createClient } from 'graphql-sse';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cursorAt } from './log-of.ts';
import { type ResponseReader, readPieces } from './response-reader.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';
import { secret } from './tiny-graph.ts';

// GraphQL over server-sent events, a connection for each operation.

let gateway: TinyGateway;
const open: ResponseReader[] = [];
beforeAll(async () => {
  gateway = await openTinyGateway();
});
afterAll(() => gateway.stop());
afterEach(async () => {
  for (const reader of open.splice(0)) await reader.close();
  await gateway.world.silent.untilListeners(0);
  await gateway.world.touched.untilListeners(0);
  await gateway.world.log.untilReaders(0);
});

interface Asked {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly variables?: object;
}

async function ask(query: string, { token, headers, variables }: Asked = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token ?? (await gateway.token('acme', 'ada'))}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ query, ...(variables ? { variables } : {}) }),
  });
  const reader = readPieces(response, '\n\n');
  open.push(reader);
  return reader;
}

/** An event of the stream as its fields; a comment is none. */
async function event(reader: ResponseReader) {
  for (;;) {
    const piece = await reader.next();
    if (piece === undefined) return undefined;
    if (piece.startsWith(':')) continue;
    return Object.fromEntries(piece.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
  }
}

async function result(reader: ResponseReader) {
  const { event: name, data } = (await event(reader)) ?? {};
  expect(name).toBe('next');
  return JSON.parse(data);
}

const complete = { event: 'complete', data: '' };
const logged = 'subscription ($after: String) { logged(after: $after) { n project { name } } }';

describe('by its own client', () => {
  async function client() {
    const token = await gateway.token('acme', 'ada');
    return createClient({
      url: `${gateway.url}/graphql`,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
  }

  it('a query and a mutation are answered once', async () => {
    for (const [query, data] of [
      ['{ who }', { who: 'acme/ada' }],
      ['mutation { rename(input: { id: "1", name: "x" }) { name } }', { rename: { name: 'x' } }],
    ] as const) {
      const results: unknown[] = [];
      for await (const each of (await client()).iterate({ query })) results.push(each);

      expect(results).toEqual([{ data }]);
    }
  });

  it('a subscription gives its events, and ends at the subgraph when it is left', async () => {
    const results = (await client()).iterate({ query: logged });
    const first = results.next();
    await gateway.world.log.untilReaders(1);
    const { n } = gateway.world.log.append();

    expect(await first).toEqual({
      done: false,
      value: { data: { logged: { n, project: { name: `Project ${n}` } } } },
    });
    await results.return?.();
    await gateway.world.log.untilReaders(0);
  });

  it('what is wrong with an operation is its only result', async () => {
    const results: unknown[] = [];
    for await (const each of (await client()).iterate({ query: '{ nothing }' })) results.push(each);

    expect(results).toMatchObject([
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
  });
});

describe('an event stream', () => {
  it('begins at once, is kept by nobody, and is held back by no proxy', async () => {
    const reader = await ask('subscription { silent }');

    expect(reader.status).toBe(200);
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.headers.get('cache-control')).toBe('no-store');
    expect(reader.headers.get('x-accel-buffering')).toBe('no');
    expect(reader.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await reader.next()).toBe(':');
  });

  it('names the cursor of each event as its id, and goes on behind the last one', async () => {
    const reader = await ask(logged);
    await gateway.world.log.untilReaders(1);
    const [first, second] = [gateway.world.log.append(), gateway.world.log.append()];
    expect(await event(reader)).toMatchObject({ id: first.cursor });
    expect(await event(reader)).toMatchObject({ id: second.cursor });
    await reader.close();
    const third = gateway.world.log.append();

    const resumed = await ask(logged, { headers: { 'last-event-id': first.cursor } });
    expect(await event(resumed)).toMatchObject({ id: second.cursor });
    expect(await event(resumed)).toMatchObject({ id: third.cursor });
  });

  it('that begins too far back says so, and completes', async () => {
    const { log } = gateway.world;
    log.append();
    log.append();
    log.forgetBefore(2);
    const reader = await ask(logged, { variables: { after: cursorAt(0) } });

    expect(await result(reader)).toMatchObject({
      errors: [{ extensions: { code: 'RESUME_TOO_OLD' } }],
    });
    expect(await event(reader)).toEqual(complete);
    expect(await event(reader)).toBeUndefined();
    log.forgetBefore(1);
  });

  it('tells what its source has met, masked, and completes', async () => {
    const reader = await ask('subscription { reviewTouched { cursor } }');
    await gateway.world.touched.untilListeners(1);
    gateway.world.touched.fail(new Error(secret));
    const told = await result(reader);

    expect(told).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(await event(reader)).toEqual(complete);
  });

  it('is refused with 401 to who has no good token, before it begins', async () => {
    const reader = await ask(logged, { token: 'a.b.c' });

    expect(reader.status).toBe(401);
    expect(reader.headers.get('content-type')).toMatch(/^application\/json/);
    expect(JSON.parse((await reader.rest()).join(''))).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('ends with its token, and says why', async () => {
    // It ends in a second.
    const token = await gateway.token('acme', 'ada', 15 * 60_000 - 1_000);
    const reader = await ask('subscription { silent }', { token });
    await gateway.world.silent.untilListeners(1);

    expect(await result(reader)).toMatchObject({
      errors: [{ message: 'The token has expired', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await event(reader)).toEqual(complete);
    await gateway.world.silent.untilListeners(0);
  });

  it('ends before what was committed after its reader has lost a role', async () => {
    const { grants, log } = gateway.world;
    const before = grants.get('acme/ada') ?? [];
    const reader = await ask(logged);
    await log.untilReaders(1);
    log.append();
    await result(reader);
    grants.set('acme/ada', [{ role: 'VIEWER', projectId: null }]);
    log.append();

    expect(await result(reader)).toMatchObject({
      errors: [{ message: 'Your access has changed', extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await event(reader)).toEqual(complete);
    grants.set('acme/ada', before);
  });

  it('is not given to who names JSON alone', async () => {
    const reader = await ask(logged, { headers: { accept: 'application/json' } });

    expect(JSON.parse((await reader.rest()).join(''))).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('text/event-stream'),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });
});

describe('a gateway with short patience', () => {
  it('says that it is still there, while nothing happens', async () => {
    const brief = await openTinyGateway({ limits: { stream: { heartbeatMs: 5 } } });
    const response = await fetch(`${brief.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await brief.token('acme', 'ada')}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
      },
      body: JSON.stringify({ query: 'subscription { silent }' }),
    });
    const reader = readPieces(response, '\n\n');
    const pieces = [await reader.next(), await reader.next(), await reader.next()];

    expect(pieces).toEqual([':', ':', ':']);
    await reader.close();
    await brief.stop();
  });

  it.each([
    ['that has lived its time', { lifeMs: 50 }, false],
    ['whose gateway stops', {}, true],
  ])(
    'breaks off a stream %s without completing it, so that its client comes back',
    async (_, stream, stops) => {
      const brief = await openTinyGateway({ limits: { stream } });
      const response = await fetch(`${brief.url}/graphql`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await brief.token('acme', 'ada')}`,
          'content-type': 'application/json',
          accept: 'text/event-stream',
        },
        body: JSON.stringify({ query: 'subscription { silent }' }),
      });
      const reader = readPieces(response, '\n\n');
      await brief.world.silent.untilListeners(1);
      const stopped = stops ? brief.stop() : undefined;

      expect(await reader.rest()).toEqual([':']);
      await brief.world.silent.untilListeners(0);
      await (stopped ?? brief.stop());
    },
  );
});
