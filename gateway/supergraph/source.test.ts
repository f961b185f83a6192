import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supergraphSource } from './source.ts';

let directory: string;
let path: string;
let server: Server;
let address: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'source-'));
  path = join(directory, 'supergraph.graphql');
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/supergraph`;
});

afterEach(async () => {
  rmSync(directory, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a supergraph in a file', () => {
  it('has changed when two looks have seen the same, so that nothing half written is taken', async () => {
    writeFileSync(path, 'first');
    const source = supergraphSource(path);
    expect(await source.read()).toBe('first');

    writeFileSync(path, 'sec');
    expect(await source.read()).toBeUndefined();
    writeFileSync(path, 'second');
    expect(await source.read()).toBeUndefined();

    expect(await source.read()).toBe('second');
  });

  it('says that it is not there', async () => {
    await expect(supergraphSource(path).read()).rejects.toThrow(
      `The supergraph ${path} cannot be read: there is no such file.`,
    );
    await expect(supergraphSource(directory).read()).rejects.toThrow('it is a directory');
  });
});

describe('a supergraph at an address', () => {
  it('is sent again only when it has changed', async () => {
    let version = 1;
    const sent: number[] = [];
    answer = ({ headers }, response) => {
      const etag = `"${version}"`;
      const isKnown = headers['if-none-match'] === etag;
      sent.push(isKnown ? 304 : 200);
      response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? '' : `version ${version}`);
    };
    const source = supergraphSource(address);

    expect([await source.read(), await source.read()]).toEqual(['version 1', undefined]);
    version = 2;
    expect([await source.read(), await source.read()]).toEqual(['version 2', undefined]);
    expect(sent).toEqual([200, 304, 200, 304]);
  });

  it.each([
    ['an error', 500, {}, 'it answers with status 500'],
    ['a redirect', 302, { location: 'http://127.0.0.1:1/' }, 'unexpected redirect'],
  ])('is not taken from %s', async (_, status, headers, reason) => {
    answer = (_request, response) => void response.writeHead(status, headers).end('type Query');

    await expect(supergraphSource(address).read()).rejects.toThrow(reason);
  });

  it('is never read over an open network', () => {
    expect(() => supergraphSource('http://example.com/supergraph')).toThrow(
      'The address of a supergraph must be a path or an https URL.',
    );
    expect(supergraphSource('https://user:hidden@example.com/s').place).toBe(
      'https://example.com/s',
    );
  });
});
