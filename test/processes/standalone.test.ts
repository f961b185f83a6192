import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../../db/embedded/free-port.ts';
import { openCollector } from '../support/collector.ts';
import { openIssuer, type TestIssuer } from '../support/issuer.ts';
import { composePlain, openPlainSubgraph, type PlainSubgraph } from '../support/plain-subgraph.ts';
import { runFile, type TestProcess } from '../support/process.ts';

// `npm run gateway` over subgraphs that know nothing of this house.

const secret = 'password=hunter2';
const running: TestProcess[] = [];
let products: PlainSubgraph;
let reviews: PlainSubgraph;
let issuer: TestIssuer;
let directory: string;
let supergraph: string;

interface Caller {
  readonly headers: Readonly<Record<string, string>>;
}

const productsGraph = {
  name: 'products',
  typeDefs: `
    type Query { product(upc: ID!): Product fails: String role: String }
    type Subscription { arrived(count: Int!): Product breaks: String role: String }
    type Product @key(fields: "upc") { upc: ID! name: String }`,
  resolvers: {
    Query: {
      product: (_: unknown, { upc }: { upc: string }) => ({ upc, name: `Product ${upc}` }),
      fails: () => {
        throw new Error(secret);
      },
      role: (_: unknown, __: unknown, { headers }: Caller) =>
        headers['x-role'] ?? headers['authorization'],
    },
    Subscription: {
      arrived: {
        async *subscribe(_: unknown, { count }: { count: number }) {
          for (let upc = 1; upc <= count; upc += 1)
            yield { arrived: { upc, name: `Product ${upc}` } };
        },
      },
      breaks: {
        // biome-ignore lint/correctness/useYield: it breaks before its first event.
        async *subscribe() {
          throw new Error(secret);
        },
      },
      role: {
        async *subscribe(_: unknown, __: unknown, { headers }: Caller) {
          yield { role: headers['x-role'] };
        },
      },
    },
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => ({ upc, name: `Product ${upc}` }),
    },
  },
};

const reviewsGraph = {
  name: 'reviews',
  typeDefs: `
    type Query { reviews: Int }
    type Subscription { reviewed: String }
    type Product @key(fields: "upc") { upc: ID! stars: Int }`,
  resolvers: {
    Query: { reviews: () => 2 },
    Subscription: {
      reviewed: {
        async *subscribe() {
          yield { reviewed: 'first' };
          yield { reviewed: 'second' };
        },
      },
    },
    Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, stars: Number(upc) }) },
  },
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'standalone-'));
  products = await openPlainSubgraph(productsGraph);
  reviews = await openPlainSubgraph({ ...reviewsGraph, streams: 'event-stream' });
  issuer = await openIssuer();
  supergraph = join(directory, 'supergraph.graphql');
  writeFileSync(supergraph, composePlain([products, reviews]));
});

afterAll(async () => {
  await Promise.all(running.map((process) => process.kill('SIGTERM')));
  await Promise.all([products?.stop(), reviews?.stop(), issuer?.stop()]);
  rmSync(directory, { recursive: true, force: true });
});

function start(args: readonly string[], env: Record<string, string> = {}): TestProcess {
  const started = runFile('gateway/standalone.ts', args, env);
  running.push(started);
  return started;
}

async function open(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const gateway = start(['--supergraph', supergraph, '--port', '0', ...args], env);
  return (await gateway.waitFor(/open at (\S+)\/graphql/))[1] ?? '';
}

async function ask(url: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape and assert on them.
  const body: any = await response.json();
  return { status: response.status, body };
}

/** The events of a subscription until it ends, and the error it ended with. */
async function listen(url: string, query: string, connectionParams = {}) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });
  const results = [];
  for await (const result of client.iterate({ query })) results.push(result);
  await client.dispose();
  return results;
}

describe('a gateway without authentication on any supergraph', () => {
  let url: string;
  beforeAll(async () => {
    url = await open(['--no-auth']);
  });

  it('answers over subgraphs that speak plain HTTP, and hands on nothing of the client', async () => {
    const headers = { authorization: 'Bearer x', 'x-role': 'admin', cookie: 'session=1' };
    const { status, body } = await ask(url, '{ product(upc: "3") { name stars } }', headers);

    expect(status).toBe(200);
    expect(body).toEqual({ data: { product: { name: 'Product 3', stars: 3 } } });
    const sent = [...products.requests, ...reviews.requests].flatMap(Object.keys);
    expect(sent).toContain('content-type');
    for (const name of Object.keys(headers)) expect(sent).not.toContain(name);
  });

  it('hydrates the events of a subscription by WebSocket from another subgraph', async () => {
    const results = await listen(url, 'subscription { arrived(count: 2) { name stars } }');

    expect(results).toEqual([
      { data: { arrived: { name: 'Product 1', stars: 1 } } },
      { data: { arrived: { name: 'Product 2', stars: 2 } } },
    ]);
  });

  it('takes a subscription by Server-Sent Events where the subgraph refuses a WebSocket', async () => {
    expect(await listen(url, 'subscription { reviewed }')).toEqual([
      { data: { reviewed: 'first' } },
      { data: { reviewed: 'second' } },
    ]);
  });

  it('tells its developer what went wrong', async () => {
    const { body } = await ask(url, '{ fails }');

    expect(body.data).toEqual({ fails: null });
    expect(body.errors).toMatchObject([{ message: secret, path: ['fails'] }]);
    const [broken] = await listen(url, 'subscription { breaks }');
    expect(broken?.errors).toMatchObject([{ message: secret }]);
  });

  it('shows its schema, and is ready with a supergraph, whose subgraphs it cannot ask', async () => {
    const { body } = await ask(url, '{ __schema { queryType { fields { name } } } }');
    const readiness = await fetch(`${url}/readyz`);

    expect(body.data.__schema.queryType.fields).toContainEqual({ name: 'product' });
    expect([readiness.status, await readiness.json()]).toEqual([
      200,
      {
        status: 'ready',
        supergraph: createHash('sha256').update(readFileSync(supergraph)).digest('hex'),
        subgraphs: { products: 'unasked', reviews: 'unasked' },
      },
    ]);
  });

  it('shows how its subgraphs do, and which supergraph it serves', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();

    expect(metrics).toContain('gateway_subgraph_breaker{subgraph="products"} 0');
    expect(metrics).toContain('gateway_subgraph_retries_total{subgraph="reviews"} 0');
    expect(metrics).toMatch(/gateway_supergraph_info\{digest="[0-9a-f]{64}"\} 1/);
  });

  it('is not led here under the name of somebody else', async () => {
    const { hostname, port } = new URL(url);
    const statusAs = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const request = { hostname, port, path: '/readyz', headers: { host } };
        get(request, ({ statusCode }) => resolve(statusCode)).on('error', reject);
      });

    expect(await statusAs('evil.test')).toBe(421);
    expect(await statusAs(`127.0.0.1:${port}`)).toBe(200);
  });
});

describe('a collector of traces', () => {
  it('is sent the spans of the gateway, which lead on to its subgraphs', async () => {
    const collector = await openCollector();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const url = await open(['--no-auth'], env);

    await ask(url, 'query Traced { product(upc: "1") { name } }');

    await expect
      .poll(() => collector.spans.map(({ name }) => name).sort())
      .toEqual(['fetch products', 'query Traced']);
    const asked = collector.spans.find(({ name }) => name === 'fetch products');
    const operation = collector.spans.find(({ name }) => name === 'query Traced');
    expect(asked?.parentSpanId).toBe(operation?.spanId);
    expect(products.requests.at(-1)?.['traceparent']).toBe(
      `00-${operation?.traceId}-${asked?.spanId}-01`,
    );
    await collector.stop();
  });
});

describe('a supergraph file that changes', () => {
  it('is served from the next look on, a subgraph at its new address', async () => {
    const moved = await openPlainSubgraph({
      ...reviewsGraph,
      resolvers: { ...reviewsGraph.resolvers, Query: { reviews: () => 3 } },
    });
    const changing = join(directory, 'changing.graphql');
    copyFileSync(supergraph, changing);
    const env = { SUPERGRAPH_POLL_MS: '100' };
    const gateway = start(['--no-auth', '--supergraph', changing, '--port', '0'], env);
    const [, url = ''] = await gateway.waitFor(/open at (\S+)\/graphql/);
    expect((await ask(url, '{ reviews }')).body).toEqual({ data: { reviews: 2 } });

    writeFileSync(changing, 'type Query {');
    await gateway.waitFor(/a supergraph was refused; the one before is kept/);
    expect((await ask(url, '{ reviews }')).body).toEqual({ data: { reviews: 2 } });
    writeFileSync(changing, composePlain([products, moved]));

    await expect
      .poll(async () => (await ask(url, '{ reviews }')).body, { timeout: 20_000 })
      .toEqual({ data: { reviews: 3 } });
    await moved.stop();
  });
});

describe('a gateway that verifies tokens on any supergraph', () => {
  const settings = () => ({
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    OIDC_JWKS_URL: issuer.jwksUrl,
  });

  it('serves whoever has one, without asking a Control Plane, and masks what went wrong', async () => {
    const url = await open([], settings());
    const authorization = `Bearer ${await issuer.token('ada', { tid: 'acme' })}`;

    expect((await ask(url, '{ reviews }')).status).toBe(401);
    expect((await ask(url, '{ reviews }', { authorization: 'Bearer x.y.z' })).status).toBe(401);
    expect(await ask(url, '{ reviews }', { authorization })).toEqual({
      status: 200,
      body: { data: { reviews: 2 } },
    });
    const { body } = await ask(url, '{ fails }', { authorization });
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(body.errors[0].extensions.code).toBe('INTERNAL');
    const [first] = await listen(url, 'subscription { reviewed }', { authorization });
    expect(first).toEqual({ data: { reviewed: 'first' } });
  });

  it('names the settings that are missing', async () => {
    const { exited, complaint } = start(['--supergraph', supergraph, '--port', '0']);

    expect(await exited).toBe(1);
    expect(complaint()).toBe(
      'It cannot start: these settings are missing: OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL.\n',
    );
  });
});

describe('headers that are to be handed on', () => {
  it('reach the subgraph of the request they came with, and of no other in flight', async () => {
    const url = await open(['--no-auth', '--forward', 'X-Role, authorization']);
    const asked = Array.from({ length: 40 }, (_, index) => `role-${index % 4}`);

    const answers = await Promise.all(
      asked.map((role) => ask(url, '{ role }', { 'x-role': role, cookie: 'session=1' })),
    );

    expect(answers.map(({ body }) => body.data.role)).toEqual(asked);
    const streams = asked
      .slice(0, 8)
      .map((role) =>
        listen(url, 'subscription { role }', { 'x-role': role }).then(([event]) => event?.data),
      );
    expect(await Promise.all(streams)).toEqual(asked.slice(0, 8).map((role) => ({ role })));
    expect(products.requests.every(({ cookie }) => cookie === undefined)).toBe(true);
    await listen(url, 'subscription { arrived(count: 1) { upc } }', { Authorization: 'Bearer me' });
    expect(products.inits).toContainEqual({ authorization: 'Bearer me' });
  });
});

describe('a command that makes no sense', () => {
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no supergraph', ['--no-auth'], /^Name the supergraph: --supergraph FILE\.$/],
    [
      'no such file',
      ['--supergraph', '/nowhere'],
      /\/nowhere cannot be read: there is no such file/,
    ],
    ['no supergraph in it', ['--supergraph', 'package.json'], /^It is no supergraph: Syntax Error/],
    ['a schema', ['--supergraph', 'schema/common.graphql'], /^It is no supergraph: it names no/],
    ['an unknown option', ['--supergraf', 'x'], /^Unknown option '--supergraf'; --help tells/],
    ['a stray word', ['supergraph.graphql'], /^Unexpected argument 'supergraph.graphql'/],
    ['a port of words', ['--supergraph', 'x', '--port', 'http'], /^--port must be a whole number/],
    ['an unknown engine', ['--supergraph', 'x', '--engine', 'v8'], /^There is no engine v8/],
    ['everybody', ['--supergraph', 'x', '--host', '0.0.0.0'], /listens on this machine alone/],
    [
      'a header of ours',
      ['--supergraph', 'x', '--forward', 'x-fs-assertion'],
      /cannot be handed on/,
    ],
  ];

  it.each(cases)('is answered with one sentence: %s', async (_, args, sentence) => {
    const { exited, complaint } = start(
      ['--no-auth', ...args].slice(args[0] === '--no-auth' ? 1 : 0),
    );

    expect(await exited).toBe(1);
    expect(complaint().trim()).toMatch(sentence);
    expect(complaint().trim()).not.toContain('\n');
  });

  it('is refused in production where nobody would be asked who he is', async () => {
    const env = { NODE_ENV: 'production' };
    const { exited, complaint } = start(['--no-auth', '--supergraph', supergraph], env);

    expect([await exited, complaint()]).toEqual([
      1,
      '--no-auth is refused where NODE_ENV is production.\n',
    ]);
  });

  it('says that the port is taken', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const args = ['--no-auth', '--supergraph', supergraph, '--port', String(port)];
    const { exited, complaint } = start(args);

    expect([await exited, complaint()]).toEqual([
      1,
      `The port ${port} is taken; choose another with PORT.\n`,
    ]);
    server.close();
  });

  it('is told what it can be told', async () => {
    const { exited, output } = start(['--help']);

    expect(await exited).toBe(0);
    expect(output()).toMatch(/--supergraph FILE[\s\S]*--no-auth[\s\S]*OIDC_ISSUER/);
  });
});

describe('the command as it stands in package.json', () => {
  const command = (args: readonly string[]) => {
    const started = runFile('gateway/supervise.ts', ['standalone', ...args], {});
    running.push(started);
    return started;
  };

  it('serves under a supervisor, and both end when it is asked to', async () => {
    const gateway = command(['--no-auth', '--supergraph', supergraph, '--port', '0']);
    const [, url = ''] = await gateway.waitFor(/open at (\S+)\/graphql/);

    expect((await ask(url, '{ reviews }')).body).toEqual({ data: { reviews: 2 } });
    gateway.child.kill('SIGTERM');

    expect(await gateway.exited).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('goes on trying while its supergraph cannot be served, and serves the next that can', async () => {
    const file = join(directory, 'mended.graphql');
    copyFileSync(supergraph, file);
    const gateway = command(['--no-auth', '--supergraph', file, '--port', '0']);
    await gateway.waitFor(/open at (\S+)\/graphql/);
    writeFileSync(file, 'type Query {');
    const children = promisify(execFile)('pgrep', ['-P', String(gateway.child.pid)]);
    process.kill(Number((await children).stdout), 'SIGKILL');

    await gateway.waitFor(/It is no supergraph: [\s\S]*The gateway has failed 2 times in a row/);
    copyFileSync(supergraph, file);

    const [, url = ''] = await gateway.waitFor(/failed [\s\S]*open at (\S+)\/graphql/);
    expect((await ask(url, '{ reviews }')).body).toEqual({ data: { reviews: 2 } });
  });

  it.each([
    ['what makes no sense', ['--no-auth'], 1, /^Name the supergraph: --supergraph FILE\.\n$/],
    ['a question', ['--help'], 0, /--supergraph FILE/],
  ])('answers once, and is not started again after %s', async (_, args, code, said) => {
    const { exited, output } = command(args);

    expect([await exited, output()]).toEqual([code, expect.stringMatching(said)]);
  });
});
