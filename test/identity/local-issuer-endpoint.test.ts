import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalIssuer, type LocalIssuer } from '../../gateway/identity/local-issuer.ts';
import { createLocalIssuerEndpoint } from '../../gateway/identity/local-issuer-endpoint.ts';
import { localTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';

let dataDirectory: string;
let issuer: LocalIssuer;
let server: Server;
let host: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'issuer-'));
  issuer = await createLocalIssuer({ dataDirectory });
  const endpoint = createLocalIssuerEndpoint(issuer);
  server = createServer(async (incoming, response) => {
    if (!(await endpoint(incoming, response))) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Type assertion: a server that listens on a port has an address with one.
  host = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(dataDirectory, { recursive: true });
});

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
}

// Node's own request, for fetch would not let a test lie about Host and Origin.
async function ask({ method = 'POST', path = '/local-issuer/token', headers, body = '' }: Asked) {
  const given = { host, 'content-type': 'application/json', ...headers };
  const sent = Object.entries(given).filter(([, value]) => value !== undefined);
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`http://127.0.0.1:${host.split(':')[1]}${path}`, {
      method,
      headers: Object.fromEntries(sent),
    })
      .on('response', resolve)
      .on('error', reject)
      .end(body);
  });
  const answer = await text(incoming);
  const json = incoming.headers['content-type'] === 'application/json' ? JSON.parse(answer) : null;
  return { status: incoming.statusCode, headers: incoming.headers, body: json };
}

const ada = JSON.stringify({ tenant: 'acme', user: 'ada' });

describe('asking the local issuer for a token', () => {
  it('gives one that the published keys verify', async () => {
    const { status, headers, body } = await ask({ body: ada });
    const { body: keySet } = await ask({ method: 'GET', path: '/local-issuer/jwks.json' });
    const verify = createTokenVerifier({
      issuer: issuer.issuer,
      audience: issuer.audience,
      keys: localTokenKeys(keySet),
    });

    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(await verify(body.token)).toMatchObject({ subject: 'ada', tenantId: 'acme' });
    expect((await verify(body.token)).expiresAt).toBe(body.expiresAt);
  });

  it.each(['{"user":"petra"}', '{"user":"petra","tenant":null}'])(
    'needs no tenant for the platform operator: %s',
    async (body) => {
      expect((await ask({ body })).status).toBe(200);
    },
  );

  it.each(['application/json; charset=utf-8', 'Application/JSON'])(
    'may come as %s',
    async (contentType) => {
      const { status } = await ask({ body: ada, headers: { 'content-type': contentType } });

      expect(status).toBe(200);
    },
  );

  it('may come from a page of the same address', async () => {
    expect((await ask({ body: ada, headers: { origin: `http://${host}` } })).status).toBe(200);
  });

  it.each(['localhost', 'LOCALHOST:4000', '127.0.0.1:4000', '[::1]:4000'])(
    'may come to %s',
    async (name) => {
      expect((await ask({ body: ada, headers: { host: name } })).status).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil.example:4000',
    'localhost:4000@evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1:4000',
  ])('is refused to the host %s, which may be a rebound name', async (name) => {
    const { status, body } = await ask({ body: ada, headers: { host: name } });

    expect(status).toBe(403);
    expect(body).toEqual({ error: 'Tokens are given on localhost alone.' });
  });

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'http://localhost', ''])(
    'is refused to a page from %j',
    async (origin) => {
      const { status, body } = await ask({ body: ada, headers: { origin } });

      expect(status).toBe(403);
      expect(body).toEqual({ error: 'Tokens are given to pages of this very address alone.' });
    },
  );

  it.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'is refused with the content type %s, which a foreign page could send unasked',
    async (contentType) => {
      const { status } = await ask({ body: ada, headers: { 'content-type': contentType } });

      expect(status).toBe(415);
    },
  );

  it('is refused with a compressed body', async () => {
    expect((await ask({ body: ada, headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
  });

  it.each(['', '[]', '"ada"', 'null', '{', '{"user":7}', '{"user":"ada","tenant":7}', '{}'])(
    'is refused with the body %j',
    async (body) => {
      const answer = await ask({ body });

      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatch(/^Ask with a JSON object such as/);
    },
  );

  it('takes a body of 1 KB and not one byte more, nor one that hides its length', async () => {
    const longest = ada.padEnd(1_024);

    expect((await ask({ body: longest })).status).toBe(200);
    expect((await ask({ body: `${longest} ` })).status).toBe(413);
    expect((await ask({ body: ada, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(
      411,
    );
  });

  it.each([
    '{"tenant":"acme","user":"mallory"}',
    '{"user":"ada"}',
    '{"tenant":"globex","user":"ada"}',
  ])('names those it knows when it is asked for somebody else: %s', async (body) => {
    const answer = await ask({ body });

    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatch(/^There is nobody of that name there. Known are ada, ben,/);
  });
});

describe('the addresses of the local issuer', () => {
  it('show no private key', async () => {
    const { status, body } = await ask({ method: 'GET', path: '/local-issuer/jwks.json' });

    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('"d"');
  });

  it.each([
    ['GET', '/local-issuer/token', 'POST'],
    ['POST', '/local-issuer/jwks.json', 'GET'],
  ])('answer no %s %s', async (method, path, allow) => {
    const { status, headers } = await ask({ method, path });

    expect([status, headers.allow]).toEqual([405, allow]);
  });

  it.each(['/', '/graphql', '/local-issuer', '/local-issuer/token/', '/local-issuer/keys.json'])(
    'leave %s to others',
    async (path) => {
      expect((await ask({ path })).status).toBe(418);
    },
  );
});
