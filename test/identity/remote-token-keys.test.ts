import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { remoteTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';
import {
  generatePrivateKey,
  type PrivateJwk,
  publicKeyOf,
} from '../../subgraphs/kernel/scope/keys.ts';
import { forge } from './forging.ts';

const noon = Date.parse('2026-01-31T12:00:00.000Z');
const issuer = 'https://id.example';
const audience = 'https://graph.example';
const [first, second, foreign] = await Promise.all([
  generatePrivateKey(),
  generatePrivateKey(),
  generatePrivateKey(),
]);

// A real issuer on this machine, which counts what it is asked for.
let server: Server;
let asked: string[];
let answer: RequestListener;
const publish =
  (...keys: readonly PrivateJwk[]): RequestListener =>
  (_request, response) => {
    response.end(JSON.stringify({ keys: keys.map(publicKeyOf) }));
  };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: noon });
  asked = [];
  answer = publish(first);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vi.useRealTimers();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

// Type assertion: a server that listens on a port has an address with one.
const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const trusting = (limits = { timeoutMs: 3_000 }) =>
  createTokenVerifier({ issuer, audience, keys: remoteTokenKeys(`${origin()}/keys`, limits) });

function tokenBy(key: PrivateJwk, extra: object = {}): string {
  const iat = Math.floor(Date.now() / 1000);
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid, ...extra };
  const claims = { iss: issuer, aud: audience, sub: 'ada', jti: 't-1', iat, exp: iat + 300 };
  return forge(header, claims, key);
}

describe('the published keys of an issuer', () => {
  it('are fetched once for many tokens that come at once, and then kept', async () => {
    const verify = trusting();

    await Promise.all(Array.from({ length: 20 }, () => verify(tokenBy(first))));
    await verify(tokenBy(first));

    expect(asked).toEqual(['/keys']);
  });

  it('are fetched anew after 10 minutes, and a key withdrawn by then is refused', async () => {
    const verify = trusting();
    await verify(tokenBy(first));
    answer = publish(second);

    vi.setSystemTime(noon + 599_999);
    await verify(tokenBy(first));
    vi.setSystemTime(noon + 600_000);

    await expect(verify(tokenBy(first))).rejects.toThrow(/does not publish/);
    expect(asked).toHaveLength(2);
  });

  it('are fetched anew for a key they did not hold, so that a rotation leaves no gap', async () => {
    const verify = trusting();
    await verify(tokenBy(first));
    answer = publish(first, second);

    vi.setSystemTime(noon + 30_000);

    expect((await verify(tokenBy(second))).subject).toBe('ada');
  });

  it('are fetched at most once in 30 s, however many unknown keys are named', async () => {
    const verify = trusting();
    await verify(tokenBy(first));
    const flood = (from: number) =>
      Promise.allSettled(
        Array.from({ length: 100 }, (_, n) => verify(tokenBy(foreign, { kid: `k${from + n}` }))),
      );

    vi.setSystemTime(noon + 29_999);
    const early = await flood(0);
    expect(asked).toHaveLength(1);

    vi.setSystemTime(noon + 30_000);
    const late = [...(await flood(100)), ...(await flood(200))];
    expect(asked).toHaveLength(2);

    expect([...early, ...late].every(({ status }) => status === 'rejected')).toBe(true);
    expect((await verify(tokenBy(first))).subject).toBe('ada');
  });

  it('are never looked for where a token says', async () => {
    const verify = trusting();
    const evil = { jku: `${origin()}/evil`, x5u: `${origin()}/evil` };

    for (const [name, value] of Object.entries(evil)) {
      const token = tokenBy(foreign, { [name]: value });
      await expect(verify(token)).rejects.toThrow(`must not hold ${name}`);
    }
    await expect(verify(tokenBy(foreign, { kid: `${origin()}/evil` }))).rejects.toThrow(/publish/);

    expect(asked).toEqual(['/keys']);
  });

  it('are not looked for where a redirect leads', async () => {
    answer = (request, response) => {
      if (request.url !== '/keys') return publish(foreign)(request, response);
      response.writeHead(302, { location: '/elsewhere' }).end();
    };

    await expect(trusting()(tokenBy(foreign))).rejects.toMatchObject({ isRetriable: true });
    expect(asked).toEqual(['/keys']);
  });

  it('are not needed to refuse a token that is no token', async () => {
    const verify = trusting();

    await expect(verify('a.b.c')).rejects.toThrow();
    await expect(verify(tokenBy(first, { alg: 'HS256' }))).rejects.toThrow(/algorithm/);
    await expect(verify(tokenBy(first, { typ: 'JOSE' }))).rejects.toThrow(/typ/);

    expect(asked).toEqual([]);
  });
});

describe('an issuer in trouble', () => {
  it.each<[string, RequestListener]>([
    ['fails', (_request, response) => response.writeHead(503).end()],
    ['answers something else', (_request, response) => response.end('<html>')],
    ['answers no key set', (_request, response) => response.end('{"keys":1}')],
    ['hangs up', (request) => request.socket.destroy()],
    ['never answers', () => {}],
  ])('that %s makes a token uncheckable, not invalid', async (_what, trouble) => {
    answer = trouble;

    await expect(trusting({ timeoutMs: 50 })(tokenBy(first))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      isRetriable: true,
      message: "The issuer's keys cannot be read just now; try again shortly.",
    });
  });

  it('is asked at most once in 3 s, however many tokens come, and believed again after', async () => {
    const verify = trusting();
    answer = (_request, response) => response.writeHead(503).end();

    for (let n = 0; n < 20; n += 1) {
      await expect(verify(tokenBy(first))).rejects.toMatchObject({ isRetriable: true });
    }
    vi.setSystemTime(noon + 2_999);
    await expect(verify(tokenBy(first))).rejects.toMatchObject({ isRetriable: true });
    expect(asked).toHaveLength(1);

    answer = publish(first);
    vi.setSystemTime(noon + 3_000);
    expect((await verify(tokenBy(first))).subject).toBe('ada');
  });

  it('does not touch tokens whose key is known', async () => {
    const verify = trusting();
    await verify(tokenBy(first));
    answer = (request) => request.socket.destroy();
    vi.setSystemTime(noon + 60_000);

    await expect(verify(tokenBy(second))).rejects.toMatchObject({ isRetriable: true });
    expect((await verify(tokenBy(first))).subject).toBe('ada');
  });
});

describe('the address of an issuer’s keys', () => {
  it.each(['https://id.example/keys', 'http://localhost:1/keys', 'http://[::1]:1/keys'])(
    'may be %s',
    (address) => {
      expect(() => remoteTokenKeys(address)).not.toThrow();
    },
  );

  it.each([
    'http://id.example/keys',
    'http://localhost.evil.example/',
    'data:application/json,{}',
    'keys',
    '',
  ])('is refused as %j', (address) => {
    expect(() => remoteTokenKeys(address)).toThrow(/must be an https or file URL/);
  });
});

describe('the keys of an issuer in a file', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'issuer-'));
    file = join(directory, 'keys.json');
    return () => rmSync(directory, { recursive: true });
  });
  const write = (...keys: readonly PrivateJwk[]) =>
    writeFileSync(file, JSON.stringify({ keys: keys.map(publicKeyOf) }));
  const reading = () =>
    createTokenVerifier({ issuer, audience, keys: remoteTokenKeys(pathToFileURL(file).href) });

  it('are the ones that count, where the issuer cannot be reached from here', async () => {
    write(first);
    const verify = reading();

    expect((await verify(tokenBy(first))).subject).toBe('ada');
    await expect(verify(tokenBy(foreign))).rejects.toThrow(/does not publish/);
    expect(asked).toEqual([]);
  });

  it('are read again when a token names another, and when they have become old', async () => {
    write(first);
    const verify = reading();
    await verify(tokenBy(first));
    write(second);
    vi.setSystemTime(noon + 31_000);

    expect((await verify(tokenBy(second))).subject).toBe('ada');
    await expect(verify(tokenBy(first))).rejects.toThrow(/does not publish/);
  });

  it('are missed in a sentence that asks to come back', async () => {
    await expect(reading()(tokenBy(first))).rejects.toMatchObject({
      message: expect.stringMatching(/keys cannot be read just now/),
      isRetriable: true,
    });
  });
});
