import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPages } from './serve.ts';

const config = { signIn: true, cast: [], examples: [] };
const script = 'console.log("a script that is long enough to be worth compressing");';
const root = mkdtempSync(join(tmpdir(), 'pages-'));
const directory = join(root, 'built');
let server: Server;

beforeAll(async () => {
  mkdirSync(directory);
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(directory, 'unlisted.txt'), 'secret');
  writeFileSync(join(directory, 'index.html'), '<!doctype html>');
  writeFileSync(join(directory, 'main.js'), script);
  writeFileSync(join(directory, 'main.js.gz'), gzipSync(script));
  writeFileSync(join(directory, 'chunk-ABCD2345.js'), 'export {};');
  const files = {
    'index.html': { etag: 'page', hasGzip: false },
    'main.js': { etag: 'main', hasGzip: true },
    'chunk-ABCD2345.js': { etag: 'chunk', hasGzip: false },
    'gone.js': { etag: 'gone', hasGzip: false },
  };
  writeFileSync(join(directory, 'files.json'), JSON.stringify(files));
  const pages = createPages({ directory, config });
  server = createServer((incoming, response) => {
    if (!pages(incoming, response)) response.writeHead(418).end('not a page');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  rmSync(root, { recursive: true });
});

/** Sends the path as it is: `fetch` would tidy `..` away before it left. */
function ask(path: string, options: { method?: string; headers?: IncomingHttpHeaders } = {}) {
  const { port } = server.address() as AddressInfo;
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      request({ host: '127.0.0.1', port, path, ...options }, async (response) => {
        const body = Buffer.concat(await response.toArray());
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('finding the page', () => {
  it('leads from / to /graphiql', async () => {
    const { status, headers } = await ask('/');

    expect([status, headers.location]).toEqual([302, '/graphiql']);
  });

  it.each(['/graphiql', '/graphiql/', '/graphiql?query=x'])('serves it at %s', async (path) => {
    const { status, headers, body } = await ask(path);

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body.toString()).toBe('<!doctype html>');
  });

  it.each(['/graphql', '/graphiqlx', '/livez'])('leaves %s to the next', async (path) => {
    expect((await ask(path)).status).toBe(418);
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const { status, headers, body } = await ask('/graphiql/main.js', { method: 'HEAD' });

    expect([status, headers['content-length']]).toEqual([200, `${script.length}`]);
    expect(body).toHaveLength(0);
  });

  it('refuses to be written to', async () => {
    const { status, headers } = await ask('/graphiql', { method: 'POST' });

    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the configuration', () => {
  it('tells what it was given', async () => {
    const { headers, body } = await ask('/graphiql/config.json');

    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(body.toString())).toEqual(config);
  });
});

describe('paths out of the directory', () => {
  it.each([
    '/graphiql/../secret.txt',
    '/graphiql/%2e%2e/secret.txt',
    '/graphiql/..%2fsecret.txt',
    '/graphiql/..%5csecret.txt',
    '/graphiql/%252e%252e%252fsecret.txt',
    '/graphiql//../secret.txt',
    '/graphiql/./main.js',
    '/graphiql/unlisted.txt',
    '/graphiql/files.json',
    '/graphiql/main.js.gz',
    '/graphiql/__proto__',
    '/graphiql/%00',
  ])('%s does not exist', async (path) => {
    const { status, body } = await ask(path);

    expect(status).toBe(404);
    expect(body.toString()).not.toContain('secret');
  });

  it('a file that was removed since does not exist', async () => {
    expect((await ask('/graphiql/gone.js')).status).toBe(404);
  });
});

describe('caching', () => {
  it('keeps for ever what has its hash in its name, and asks about everything else', async () => {
    const chunk = await ask('/graphiql/chunk-ABCD2345.js');
    expect(chunk.headers['cache-control']).toBe('public, max-age=31536000, immutable');

    for (const path of ['/graphiql', '/graphiql/main.js', '/graphiql/config.json']) {
      expect((await ask(path)).headers['cache-control']).toBe('no-cache');
    }
  });

  it.each(['/graphiql/main.js', '/graphiql/config.json'])(
    'sends %s again only when it changed',
    async (path) => {
      const { etag } = (await ask(path)).headers;
      const again = await ask(path, { headers: { 'if-none-match': etag } });

      expect([again.status, again.body.length]).toEqual([304, 0]);
      expect((await ask(path, { headers: { 'if-none-match': 'W/"old"' } })).status).toBe(200);
    },
  );

  it('compresses for those who accept it, and tells caches so', async () => {
    const { headers, body } = await ask('/graphiql/main.js', {
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(body).toEqual(gzipSync(script));

    const plain = await ask('/graphiql/main.js');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.body.toString()).toBe(script);
  });
});

describe('what a browser may do with the page', () => {
  it('is to load and to talk to this origin alone', async () => {
    const { headers } = await ask('/graphiql', { headers: { host: 'localhost:4000' } });
    const policy = `${headers['content-security-policy']}`;

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' ws://localhost:4000 wss://localhost:4000;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|unsafe-eval/);
  });

  it.each(["evil.example; script-src 'unsafe-inline'", 'evil.example *', "'unsafe-inline'"])(
    'is not widened by the host %s',
    async (host) => {
      const { headers } = await ask('/graphiql', { headers: { host } });

      expect(headers['content-security-policy']).toContain("connect-src 'self';");
      expect(headers['content-security-policy']).not.toContain('evil');
    },
  );

  it('is neither to guess types nor to tell where it came from', async () => {
    for (const path of ['/graphiql', '/graphiql/main.js', '/graphiql/config.json']) {
      expect((await ask(path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
  });
});

describe('a directory without a built page', () => {
  it('is refused with a sentence that names it', () => {
    expect(() => createPages({ directory: root, config })).toThrow(/holds no built page/);
  });
});
