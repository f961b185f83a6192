import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestFormat, sha256 } from '../../gateway/persisted/manifest.ts';
import { admissionWith } from '../support/admission.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Operations that are asked for by hash or by id, by every door.

const who = 'query Who { who }';
const touched = 'subscription Touched { reviewTouched { cursor } }';
const free = '{ project(id: "1") { name } }';
const operations = [
  { id: sha256(who), name: 'Who', type: 'query', body: who },
  { id: 'touched-1', name: 'Touched', type: 'subscription', body: touched },
];

let folder: string;
let manifest: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'persisted-'));
  manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ format: manifestFormat, version: 1, operations }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const opened: TinyGateway[] = [];
const sockets: RawSocket[] = [];
afterAll(async () => {
  for (const socket of sockets) {
    socket.close();
    await socket.closed;
  }
  for (const gateway of opened) await gateway.stop();
});

async function openWith(env: Record<string, string> = {}): Promise<TinyGateway> {
  const gateway = await openTinyGateway({ admission: admissionWith(env) });
  opened.push(gateway);
  return gateway;
}
const openMode = (mode: string) =>
  openWith({ PERSISTED_OPERATIONS: mode, PERSISTED_OPERATIONS_MANIFEST: manifest });

async function socketTo(gateway: TinyGateway): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  sockets.push(socket);
  await socket.init(await gateway.token('acme', 'ada'));
  return socket;
}

const byHash = (source: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(source) } },
});
const codeOf = (body: { errors?: { extensions: { code: string } }[] }) =>
  body.errors?.[0]?.extensions.code;

describe('automatic persisted queries', () => {
  let gateway: TinyGateway;
  beforeAll(async () => {
    gateway = await openWith();
  });

  it('go as their clients expect: the hash, then the text once, then the hash', async () => {
    const first = await gateway.post(byHash(free), { accept: 'application/json' });
    expect(first.status).toBe(200);
    expect(first.body.errors).toMatchObject([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);

    const second = await gateway.post({ ...byHash(free), query: free });
    const third = await gateway.post(byHash(free));

    expect(second.body).toEqual({ data: { project: { name: 'Project 1' } } });
    expect(third.body).toEqual(second.body);
  });

  it('are never another tenant’s', async () => {
    await gateway.post({ ...byHash(free), query: free });
    const authorization = `Bearer ${await gateway.token('globex', 'eve')}`;

    expect(codeOf((await gateway.post(byHash(free), { authorization })).body)).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
  });

  it('are refused with a hash of something else', async () => {
    const { status, body } = await gateway.post({ ...byHash(who), query: free });

    expect({ status, code: codeOf(body) }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it('are not kept when they were refused', async () => {
    const invalid = '{ nothing }';
    await gateway.post({ ...byHash(invalid), query: invalid });

    expect(codeOf((await gateway.post(byHash(invalid))).body)).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('go over a socket too', async () => {
    const socket = await socketTo(gateway);
    const ask = async (payload: object) => {
      socket.send({ id: '1', type: 'subscribe', payload });
      return socket.next();
    };
    const text = '{ project(id: "9") { name } }';
    const refused = await ask({ query: '', ...byHash(text) });
    expect(refused.payload).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }]);

    expect((await ask({ query: text, ...byHash(text) })).type).toBe('next');
    await socket.next();
    expect((await ask({ query: '', ...byHash(text) })).payload.data.project.name).toBe('Project 9');
  });

  it.each([
    ['another version', { version: 2, sha256Hash: sha256(who) }],
    ['no hash', { version: 1 }],
    ['a hash that is none', { version: 1, sha256Hash: '../../etc/passwd' }],
    ['a text', 'x'],
  ])('are refused with %s', async (_, persistedQuery) => {
    const { status, body } = await gateway.post({ query: who, extensions: { persistedQuery } });

    expect({ status, code: codeOf(body) }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  });

  it('are unknown, each time, where they are off', async () => {
    const off = await openWith({ APQ: 'off' });
    await off.post({ ...byHash(free), query: free });

    expect(codeOf((await off.post(byHash(free))).body)).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('where only registered operations are served', () => {
  let gateway: TinyGateway;
  beforeAll(async () => {
    gateway = await openMode('safelist');
  });

  it.each([
    ['by id', { documentId: sha256(who) }],
    ['by id among the extensions', { extensions: { documentId: sha256(who) } }],
    ['by hash', byHash(who)],
    ['by what they say', { query: '# hello\nquery Who{who}' }],
  ])('they are asked for %s', async (_, asked) => {
    expect((await gateway.post(asked)).body).toEqual({ data: { who: 'acme/ada' } });
  });

  it.each([
    ['a text', { query: free }, 403, 'FORBIDDEN'],
    ['a text with the hash of it', { query: free, ...byHash(free) }, 403, 'FORBIDDEN'],
    ['an unknown id', { documentId: 'unknown' }, 400, 'PERSISTED_QUERY_NOT_FOUND'],
    ['introspection', { query: '{ __schema { queryType { name } } }' }, 403, 'FORBIDDEN'],
  ])('%s is refused', async (_, asked, status, code) => {
    const answer = await gateway.post(asked);

    expect({ status: answer.status, code: codeOf(answer.body) }).toEqual({ status, code });
  });

  it('a subscription is found by its id, and another text refused', async () => {
    const socket = await socketTo(gateway);
    const payload = { query: '', extensions: { documentId: 'touched-1' } };
    socket.send({ id: '1', type: 'subscribe', payload });
    await gateway.world.touched.untilListeners(1);
    socket.send({ id: '1', type: 'complete' });
    await gateway.world.touched.untilListeners(0);

    socket.subscribe('2', 'subscription { silent }');
    expect((await socket.next()).payload).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(gateway.world.silent.listeners).toBe(0);
  });
});

describe('where unknown operations are logged', () => {
  it('they run, and each is told once, by its hash and without its words', async () => {
    const gateway = await openMode('log-unknown');
    for (let time = 0; time < 3; time += 1) {
      expect((await gateway.post({ query: free })).status).toBe(200);
      expect((await gateway.post({ documentId: sha256(who) })).status).toBe(200);
    }

    const told = gateway.lines.filter(({ msg }) => msg === 'an operation that is not registered');
    expect(told).toMatchObject([{ sha256: sha256(free) }]);
    expect(JSON.stringify(told)).not.toContain('project');
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('gateway_unknown_operations_total 1\n');
  });
});

describe('a gateway without its manifest', () => {
  it('does not start', async () => {
    const env = {
      PERSISTED_OPERATIONS: 'safelist',
      PERSISTED_OPERATIONS_MANIFEST: '/nowhere.json',
    };

    await expect(openWith(env)).rejects.toThrow('cannot be read: /nowhere.json');
  });
});
