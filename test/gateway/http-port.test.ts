import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardDefaults, guardPort } from '../../gateway/fetch/guard/guard.ts';
import { httpPort } from '../../gateway/fetch/http.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createCallSigner } from '../../subgraphs/kernel/scope/internal-call.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { createAssertionSigner } from '../../subgraphs/kernel/scope/signer.ts';
import { streamType } from '../../subgraphs/kernel/server.ts';
import { current, inAcme } from '../identity/assertions.ts';
import { testClock } from '../support/test-clock.ts';

// The port to a subgraph of this house behind HTTP, as the subgraph sees it.

const query = { query: '{ ok }', isMutation: false };

let server: Server;
let inner: SubgraphPort;
let headers: IncomingHttpHeaders;
let answer: (response: ServerResponse) => void;
let stream: (response: ServerResponse) => void;

beforeEach(async () => {
  stream = (response) => response.flushHeaders();
  answer = (response) => response.end('{"data":{"ok":true}}');
  server = createServer((request, response) => {
    headers = request.headers;
    if (headers.accept === streamType) stream(response.writeHead(200));
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const privateKeys = [current];
  inner = httpPort({
    name: 'studio',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assertions: await createAssertionSigner({ privateKeys }),
    calls: await createCallSigner({ caller: 'gateway', privateKeys }),
  });
});

afterEach(async () => {
  await inner.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function scopeUntil(deadlineAt: number | null) {
  const facts = { requestId: 'r', traceId: 'a'.repeat(32), correlationId: 'c', deadlineAt };
  return createScope(inAcme, facts);
}

describe('the deadline that a subgraph is told', () => {
  const clock = testClock();
  const now = clock.now();

  it.each([
    ["the subgraph's own time", null, now + 5_000],
    ["the subgraph's own time, when the request has more", now + 9_000, now + 5_000],
    ['what the request has left, when that is less', now + 3_000, now + 3_000],
  ])('is %s', async (_, deadlineAt, told) => {
    const port = guardPort(inner, guardDefaults, clock);

    await port.prepare(query)('{}', { scope: scopeUntil(deadlineAt) });

    expect(headers['x-fs-deadline']).toBe(String(told));
  });
});

describe('the connections to a subgraph', () => {
  it('are not used up by streams, however many there are', async () => {
    const scope = scopeUntil(null);
    const streams = await Promise.all(
      Array.from({ length: 70 }, () => inner.subscribe(query, {}, { scope })),
    );

    expect(await inner.prepare(query)('{}', { scope })).toEqual({ data: { ok: true } });
    for (const stream of streams) if (Symbol.asyncIterator in stream) await stream.return();
  });
});

describe('a stream that has ended already', () => {
  it('can be ended by whoever has read nothing of it', async () => {
    stream = (response) => response.end('{"data":{"ok":true}}\n');
    const faults: unknown[] = [];
    const note = (error: unknown) => void faults.push(error);
    process.on('uncaughtException', note);
    const opened = await inner.subscribe(query, {}, { scope: scopeUntil(null) });

    if (Symbol.asyncIterator in opened) await opened.return();

    // Whatever its end has brought about has happened by the time of another answer.
    expect(await inner.prepare(query)('{}', { scope: scopeUntil(null) })).toHaveProperty('data');
    process.off('uncaughtException', note);
    expect(faults).toEqual([]);
  });
});

describe('what a subgraph of this house answers', () => {
  it.each([
    ['a refusal', 401, 'The call carries no assertion.', 'rejected'],
    ['a fault', 500, 'Something went wrong here.', 'garbled'],
    ['half an object', 200, '{"data":{"ok"', 'garbled'],
  ])('is no answer: %s', async (_, status, body, kind) => {
    answer = (response) => response.writeHead(status).end(body);

    await expect(inner.prepare(query)('{}', { scope: scopeUntil(null) })).rejects.toMatchObject({
      kind,
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
  });

  it('is not read beyond 16 MB', async () => {
    answer = (response) => {
      const chunk = 'x'.repeat(1024 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    };

    await expect(inner.prepare(query)('{}', { scope: scopeUntil(null) })).rejects.toMatchObject({
      kind: 'oversized',
    });
  });
});
