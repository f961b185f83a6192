import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

let gateway: TinyGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await openTinyGateway();
  authorization = `Bearer ${await gateway.token('acme', 'ada')}`;
});
afterAll(() => gateway.stop());

/** Sends texts over one connection and reads until it is closed by the last one's wish. */
async function said(...texts: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => {
    answer += String(part);
  });
  for (const text of texts) socket.write(text);
  await once(socket, 'close');
  return answer;
}

const offer =
  'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';
const body = '{"query":"{ who }"}';
const post = (headers: string) =>
  `POST /graphql HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\nauthorization: ${authorization}\r\n${headers}content-length: ${body.length}\r\n\r\n`;
const last = 'GET /livez HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n';

describe('a request that offers HTTP/2', () => {
  it('is answered as if it had not, and so is what follows on its connection', async () => {
    const answer = await said(post(offer) + body, last);

    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(answer).toContain('{"data":{"who":"');
  });

  it('is so when its body comes later, and when it has none', async () => {
    expect(await said(post(offer), body, last)).toContain('{"data":{"who":"');
    const live = await said(`GET /livez HTTP/1.1\r\nhost: here\r\n${offer}\r\n`, last);
    expect(live.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  it('is refused like any other without a token', async () => {
    const answer = await said(post(offer).replace(authorization, 'Bearer nonsense') + body, last);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });
});
