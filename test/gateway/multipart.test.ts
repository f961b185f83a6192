import { createGraphiQLFetcher, isAsyncIterable } from '@graphiql/toolkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ResponseReader, readPieces } from './response-reader.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Answers that come in parts of one response: multipart subscriptions, and what was deferred.

let gateway: TinyGateway;
const open: ResponseReader[] = [];
beforeAll(async () => {
  gateway = await openTinyGateway();
});
afterAll(() => gateway.stop());
afterEach(async () => {
  for (const reader of open.splice(0)) await reader.close();
  await gateway.world.silent.untilListeners(0);
  await gateway.world.log.untilReaders(0);
});

interface Asked {
  readonly accept: string;
  readonly token?: string;
  readonly at?: TinyGateway;
}

async function ask(query: string, { accept, token, at = gateway }: Asked) {
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token ?? (await at.token('acme', 'ada'))}`,
      'content-type': 'application/json',
      accept,
    },
    body: JSON.stringify({ query }),
  });
  const boundary = /boundary="([^"]+)"/.exec(response.headers.get('content-type') ?? '')?.[1];
  const reader = readPieces(response, `\r\n--${boundary}`);
  open.push(reader);
  // What stands before the first delimiter is no part.
  if (boundary !== undefined) expect(await reader.next()).toBe('');
  return reader;
}

const partForm = /^\r\ncontent-type: application\/json; charset=utf-8\r\n\r\n(.*)$/s;

async function part(reader: ResponseReader) {
  const piece = (await reader.next()) ?? '';
  expect(piece).toMatch(partForm);
  return JSON.parse(partForm.exec(piece)?.[1] ?? '');
}

/** What stands behind the last part. */
const closing = ['--\r\n'];

describe('a multipart subscription', () => {
  const accept = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json';

  it('gives each event as the payload of a part, as soon as it is there', async () => {
    const reader = await ask('subscription { logged { n project { name } } }', { accept });
    expect(reader.headers.get('content-type')).toBe(
      'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
    );
    await gateway.world.log.untilReaders(1);
    for (const _ of [1, 2]) {
      const { n } = gateway.world.log.append();
      expect(await part(reader)).toEqual({
        payload: { data: { logged: { n, project: { name: `Project ${n}` } } } },
      });
    }
    await reader.close();
    await gateway.world.log.untilReaders(0);
  });

  it('has the errors of an operation in its payload, and ends', async () => {
    const reader = await ask('subscription { unsubscribable }', { accept });

    expect(await part(reader)).toMatchObject({
      payload: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(await reader.rest()).toEqual(closing);
  });

  it('has the errors of its connection beside a payload that is null', async () => {
    // It ends in a second.
    const token = await gateway.token('acme', 'ada', 15 * 60_000 - 1_000);
    const reader = await ask('subscription { silent }', { accept, token });

    expect(await part(reader)).toMatchObject({
      payload: null,
      errors: [{ message: 'The token has expired', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await reader.rest()).toEqual(closing);
    await gateway.world.silent.untilListeners(0);
  });

  it('has empty parts while nothing happens', async () => {
    const brief = await openTinyGateway({ limits: { stream: { heartbeatMs: 5 } } });
    const reader = await ask('subscription { silent }', { accept, at: brief });

    expect([await part(reader), await part(reader)]).toEqual([{}, {}]);
    await reader.close();
    await brief.stop();
  });

  it('that is not valid is answered by JSON', async () => {
    const reader = await ask('subscription { nothing }', { accept });

    expect(reader.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(JSON.parse((await reader.rest()).join(''))).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
  });
});

describe('what is deferred', () => {
  const query = '{ who reviews { title ... @defer(label: "p") { project { name reviewCount } } } }';
  const late = (id: number) => ({ project: { name: `Project ${id}`, reviewCount: 1 } });
  const whole = {
    who: 'acme/ada',
    reviews: [1, 2].map((id) => ({ title: `Review ${id}`, ...late(id) })),
  };
  const early = { who: 'acme/ada', reviews: [1, 2].map((id) => ({ title: `Review ${id}` })) };

  it('is within the one answer for who takes no parts', async () => {
    const { body } = await gateway.post({ query });

    expect(body).toEqual({ data: whole });
  });

  it('comes later, as the proposal of August 2022 has it', async () => {
    const reader = await ask(query, {
      accept: 'multipart/mixed;deferSpec=20220824,application/json',
    });

    expect(reader.headers.get('content-type')).toBe(
      'multipart/mixed; boundary="-"; deferSpec=20220824',
    );
    expect(await part(reader)).toEqual({ data: early, hasNext: true });
    expect(await part(reader)).toEqual({
      incremental: [0, 1].map((index) => ({
        label: 'p',
        path: ['reviews', index],
        data: late(index + 1),
      })),
      hasNext: false,
    });
    expect(await reader.rest()).toEqual(closing);
  });

  it('comes later, as the proposal of today has it', async () => {
    const reader = await ask(query, { accept: 'multipart/mixed;incrementalSpec=v0.2' });
    const first = await part(reader);
    const second = await part(reader);

    expect(first).toMatchObject({ data: early, hasNext: true });
    expect(first.pending.map(({ path }: { path: unknown }) => path)).toEqual([
      ['reviews', 0],
      ['reviews', 1],
    ]);
    const ids = first.pending.map(({ id }: { id: string }) => id);
    expect(second).toEqual({
      incremental: ids.map((id: string, index: number) => ({ id, data: late(index + 1) })),
      completed: ids.map((id: string) => ({ id })),
      hasNext: false,
    });
    expect(await reader.rest()).toEqual(closing);
  });

  it('comes as events to who takes those', async () => {
    const reader = await ask(query, { accept: 'text/event-stream' });
    const text = (await reader.rest()).join('');

    expect([...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name)).toEqual([
      'next',
      'next',
      'complete',
    ]);
  });

  it('comes later in GraphiQL', async () => {
    const fetcher = createGraphiQLFetcher({
      url: `${gateway.url}/graphql`,
      headers: { authorization: `Bearer ${await gateway.token('acme', 'ada')}` },
      fetch,
    });
    const found = await fetcher({ query });
    if (!isAsyncIterable(found)) throw new Error('It came at once.');
    const results: unknown[] = [];
    for await (const each of found) results.push(each);

    expect(results.flat()).toEqual([
      { data: early, hasNext: true },
      expect.objectContaining({ hasNext: false }),
    ]);
  });

  it('is answered as JSON where nothing was deferred after all', async () => {
    const reader = await ask('{ who }', { accept: 'multipart/mixed;deferSpec=20220824' });

    expect(reader.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(JSON.parse((await reader.rest()).join(''))).toEqual({ data: { who: 'acme/ada' } });
  });

  it('tells a fault in its part, masked', async () => {
    const reader = await ask('{ reviews { title ... @defer { project { broken } } } }', {
      accept: 'multipart/mixed;deferSpec=20220824',
    });
    await part(reader);
    const { incremental } = await part(reader);

    expect(incremental).toMatchObject([
      { path: ['reviews', 0], errors: [{ extensions: { code: 'INTERNAL' } }] },
      { path: ['reviews', 1], errors: [{ extensions: { code: 'INTERNAL' } }] },
    ]);
  });
});
