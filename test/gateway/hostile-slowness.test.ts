import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Requests that come byte by byte, to hold connections for as long as nobody ends them.

let gateway: TinyGateway;
let head: string;
const sockets: Socket[] = [];
const body = '{"query":"{ who }"}';

beforeAll(async () => {
  // Nothing but these limits ends them before the test's own does.
  const arrival = { headersMs: 300, wholeMs: 600, checkMs: 50 };
  gateway = await openTinyGateway({ limits: { arrival } });
  const authorization = `Bearer ${await gateway.token('acme', 'ada')}`;
  head = `POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\nauthorization: ${authorization}\r\n`;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => gateway.stop());

/** Sends the beginning at once, and then a byte whenever some time has passed, without end. */
async function drip(beginning: string, byte: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  sockets.push(socket);
  let answer = '';
  socket.on('data', (part) => {
    answer += String(part);
  });
  socket.on('error', () => {});
  socket.write(beginning);
  const dripping = setInterval(() => socket.write(byte), 20);
  await once(socket, 'close');
  clearInterval(dripping);
  return answer;
}

describe('a request that never ends to arrive', () => {
  it.each([
    ['its first line', 'POST /graphql?', 'x'],
    ['a header', 'POST /graphql HTTP/1.1\r\nhost: here\r\nx-long: ', 'x'],
    ['header after header', 'POST /graphql HTTP/1.1\r\nhost: here\r\n', 'x: y\r\n'],
  ])('is ended while its head comes: %s', async (_, beginning, byte) => {
    expect(await drip(beginning, byte)).toMatch(/^HTTP\/1.1 408 /);
  });

  it.each([
    ['of a length', 'content-length: 100000\r\n\r\n{', ' '],
    ['in chunks', 'transfer-encoding: chunked\r\n\r\n', '1\r\n \r\n'],
  ])('is ended while its body comes: %s', async (_, rest, byte) => {
    expect(await drip(head + rest, byte)).toMatch(/^HTTP\/1.1 408 /);
    expect(gateway.fetches).toEqual([]);
  });

  it('leaves others alone, and is served when it ends in time', async () => {
    const slow = drip(`${head}content-length: 1000\r\n\r\n`, ' ');
    const ends = drip(`${head}connection: close\r\ncontent-length: ${body.length}\r\n\r\n`, body);

    expect(await ends).toMatch(/^HTTP\/1.1 200 .*"who":"acme\/ada"/s);
    expect((await gateway.post(body)).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1.1 408 /);
  });
});
