import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { composePlain, openPlainSubgraph, type PlainSubgraph } from '../support/plain-subgraph.ts';
import { runFile, type TestProcess } from '../support/process.ts';

// A gateway that is asked to stop while clients use it.

/** Other work may be on this machine. */
const patient = { timeout: 20_000 };

let subgraph: PlainSubgraph;
let directory: string;
let supergraph: string;
let running: TestProcess[];
/** `slow` has been asked for; it answers when `release` is called. */
let asked: Promise<void>;
let release: () => void;

beforeEach(async () => {
  running = [];
  let isAsked = (): void => {};
  asked = new Promise((resolve) => {
    isAsked = resolve;
  });
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  subgraph = await openPlainSubgraph({
    name: 'held',
    typeDefs: 'type Query { quick: Int slow: Int } type Subscription { silent: Int }',
    resolvers: {
      Query: {
        quick: () => 1,
        async slow() {
          isAsked();
          await held;
          return 2;
        },
      },
      Subscription: {
        silent: {
          async *subscribe() {
            yield { silent: 1 };
            await new Promise(() => {});
          },
        },
      },
    },
  });
  directory = mkdtempSync(join(tmpdir(), 'drain-'));
  supergraph = join(directory, 'supergraph.graphql');
  writeFileSync(supergraph, composePlain([subgraph]));
});

afterEach(async () => {
  await Promise.all(running.map((process) => process.kill('SIGKILL')));
  await subgraph.stop();
  rmSync(directory, { recursive: true });
});

async function open(env: Record<string, string>) {
  const args = ['--no-auth', '--supergraph', supergraph, '--port', '0'];
  const gateway = runFile('gateway/standalone.ts', args, env);
  running.push(gateway);
  const [, url = ''] = await gateway.waitFor(/open at (\S+)\/graphql/);
  return { gateway, url: url.replace('localhost', '127.0.0.1') };
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function post(url: string, query: string, agent = new Agent()): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(`${url}/graphql`, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      const { statusCode: status, headers } = response;
      response.on('end', () => resolve({ status, headers, text })).on('error', reject);
    });
    sent.on('error', reject).end(JSON.stringify({ query }));
  });
}

const readiness = (url: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(`${url}/readyz`, { agent: false }, ({ statusCode }) => resolve(statusCode)).on(
      'error',
      reject,
    );
  });

describe('a gateway that is asked to stop', () => {
  it('says at once that it is not ready, and serves on until others have noticed', async () => {
    const { gateway, url } = await open({ DRAIN_PAUSE_MS: '10000' });
    expect(await readiness(url)).toBe(200);
    const keeping = new Agent({ keepAlive: true });
    expect((await post(url, '{ quick }', keeping)).headers.connection).toBe('keep-alive');

    gateway.child.kill('SIGTERM');
    await gateway.waitFor(/Stopping/);

    expect(await readiness(url)).toBe(503);
    const last = await post(url, '{ quick }', keeping);
    expect([last.status, last.text, last.headers.connection]).toEqual([
      200,
      '{"data":{"quick":1}}',
      'close',
    ]);
  });

  it('answers what is under way before it ends', async () => {
    const { gateway, url } = await open({});
    const underWay = post(url, '{ slow }', new Agent({ keepAlive: true }));
    await asked;

    gateway.child.kill('SIGTERM');
    await gateway.waitFor(/Stopping/);
    await expect.poll(() => readiness(url).catch(() => 'closed'), patient).toBe('closed');
    release();

    const { status, text, headers } = await underWay;
    expect([status, text, headers.connection]).toEqual([200, '{"data":{"slow":2}}', 'close']);
    expect(await gateway.exited).toBe(0);
  });

  it('sends its live sockets elsewhere with 1012, one after another', async () => {
    const { gateway, url } = await open({ DRAIN_SPREAD_MS: '1000' });
    const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(url)));

    gateway.child.kill('SIGTERM');

    const closed = await Promise.all(sockets.map((socket) => socket.closed));
    expect(new Set(closed.map(({ code }) => code))).toEqual(new Set([1012]));
    const times = closed.map(({ at }) => at);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(100);
    expect(await gateway.exited).toBe(0);
  });

  it('fails no request of a client that asks elsewhere where it is not answered', async () => {
    const [first, second] = await Promise.all([open({ DRAIN_PAUSE_MS: '500' }), open({})]);
    const agent = new Agent({ keepAlive: true });
    const answered = { first: 0, second: 0 };
    async function client(): Promise<void> {
      while (answered.second < 20) {
        const text = await post(first.url, '{ quick }', agent).then(
          (answer) => {
            answered.first += 1;
            return answer.text;
          },
          async () => {
            const answer = await post(second.url, '{ quick }', agent);
            answered.second += 1;
            return answer.text;
          },
        );
        expect(text).toBe('{"data":{"quick":1}}');
      }
    }
    const clients = Promise.all(Array.from({ length: 4 }, client));
    await expect.poll(() => answered.first, patient).toBeGreaterThan(20);

    first.gateway.child.kill('SIGTERM');

    await clients;
    expect(await first.gateway.exited).toBe(0);
  });

  it('ends at once when it is asked a second time', async () => {
    const { gateway, url } = await open({ DRAIN_PAUSE_MS: '10000' });
    const underWay = post(url, '{ slow }').catch(() => 'cut');
    await asked;
    gateway.child.kill('SIGTERM');
    await gateway.waitFor(/Stopping/);

    gateway.child.kill('SIGTERM');

    expect(await gateway.exited).toBe(1);
    expect(await underWay).toBe('cut');
  });
});

describe('a process of which a part does not stop', () => {
  it('ends all the same when its time is over', async () => {
    const stubborn = runFile('test/processes/supervised/stubborn.ts', [], {});
    running.push(stubborn);
    await stubborn.waitFor(/started/);

    stubborn.child.kill('SIGTERM');

    expect(await stubborn.exited).toBe(1);
    expect(stubborn.complaint()).toBe('It did not stop in time.\n');
  });
});

interface Closed {
  readonly code: number;
  readonly at: number;
}

/** Resolves when it is acknowledged; it holds a subscription. */
function openSocket(url: string): Promise<{ readonly closed: Promise<Closed> }> {
  return new Promise((resolve) => {
    let closedWith = (_: Closed): void => {};
    const closed = new Promise<Closed>((resolve) => {
      closedWith = resolve;
    });
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      on: {
        connected: () => resolve({ closed }),
        closed: (event) =>
          closedWith({ code: (event as { code: number }).code, at: performance.now() }),
      },
    });
    const sink = { next() {}, error() {}, complete() {} };
    client.subscribe({ query: 'subscription { silent }' }, sink);
  });
}
