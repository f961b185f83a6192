import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../gateway/engines.ts';
import { admissionWith } from '../support/admission.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Answers that are larger than may be sent, by every door.

const mostBytes = 2_000;
const admission = admissionWith({ ANSWER_LIMIT_BYTES: String(mostBytes) });
const page = (first: number, more = '') => `{ page(first: ${first}) { nodes { id name ${more}} } }`;
const tooLarge = {
  message: 'This operation was executed, but its answer exceeds 2000 bytes; ask for less.',
  extensions: { code: 'OPERATION_TOO_LARGE' },
};

let gateway: TinyGateway;
const sockets: RawSocket[] = [];

async function socketTo(): Promise<RawSocket> {
  const socket = await openRawSocket(gateway.url);
  sockets.push(socket);
  await socket.init(await gateway.token('acme', 'ada'));
  return socket;
}

describe.each([...engines.keys()])('before the engine %s, an answer', (engine) => {
  beforeAll(async () => {
    gateway = await openTinyGateway({ engine, admission });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) {
      socket.close();
      await socket.closed;
    }
  });
  afterAll(() => gateway.stop());

  it('is sent up to the limit', async () => {
    const { status, body, text } = await gateway.post({ query: page(40) });

    expect(status).toBe(200);
    expect(body.data.page.nodes).toHaveLength(40);
    expect(text.length).toBeLessThan(mostBytes);
  });

  it.each([
    ['without errors', page(100)],
    ['with errors', page(100, 'broken ')],
    ['with fields that were cut', page(100, 'budget ')],
  ])('beyond it is an error, and no data: %s', async (_, query) => {
    const { status, body, text } = await gateway.post({ query });

    expect(status).toBe(200);
    expect(body).toMatchObject({ data: null, errors: [tooLarge] });
    expect(text.length).toBeLessThan(500);
  });

  it('is counted in bytes', async () => {
    const echo = (value: string) =>
      gateway.post({ query: 'query ($v: JSON) { echo(value: $v) }', variables: { v: value } });

    expect((await echo('u'.repeat(1_500))).body.errors).toBeUndefined();
    expect((await echo('ü'.repeat(1_500))).body.errors).toMatchObject([tooLarge]);
  });

  it('is bounded as server-sent events', async () => {
    const { text } = await gateway.post({ query: page(100) }, { accept: 'text/event-stream' });

    expect(text).toContain(tooLarge.message);
    expect(text.length).toBeLessThan(500);
  });

  it('is bounded on a socket, which goes on', async () => {
    const socket = await socketTo();
    socket.subscribe('large', page(100));
    expect((await socket.next()).payload).toMatchObject({ data: null, errors: [tooLarge] });
    expect((await socket.next()).type).toBe('complete');

    socket.subscribe('small', '{ who }');
    expect((await socket.next()).payload.data).toEqual({ who: 'acme/ada' });
  });

  it('is bounded event by event', async () => {
    const socket = await socketTo();
    socket.subscribe('live', 'subscription { logged { n text } }');
    await gateway.world.log.untilReaders(1);
    for (const size of [10, 3_000, 10]) gateway.world.log.append('x'.repeat(size));

    expect((await socket.next()).payload.data.logged.text).toHaveLength(10);
    expect((await socket.next()).payload).toMatchObject({ data: null, errors: [tooLarge] });
    expect((await socket.next()).payload.data.logged.text).toHaveLength(10);
  });
});

describe('an answer in parts', () => {
  beforeAll(async () => {
    gateway = await openTinyGateway({ admission });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) {
      socket.close();
      await socket.closed;
    }
  });
  afterAll(() => gateway.stop());
  const deferred = (first: number) =>
    `{ page(first: ${first}) { nodes { id ... @defer { name reviewCount } } } }`;

  it('ends with an error where its parts are too much together', async () => {
    const accept = 'multipart/mixed;deferSpec=20220824';
    const small = await gateway.post({ query: deferred(5) }, { accept });
    const large = await gateway.post({ query: deferred(60) }, { accept });

    expect(small.text).toContain('Project 4');
    expect(small.text).not.toContain('OPERATION_TOO_LARGE');
    expect(large.text).toContain('"id":"59"');
    expect(large.text).toContain(tooLarge.message);
    expect(large.text.length).toBeLessThan(mostBytes + 1_000);
  });

  it('does so on a socket, which goes on', async () => {
    const socket = await socketTo();
    socket.subscribe('large', deferred(60));
    let message = await socket.next();
    while (message.type === 'next') message = await socket.next();
    expect(message).toMatchObject({ id: 'large', type: 'error', payload: [tooLarge] });

    socket.subscribe('small', '{ who }');
    expect((await socket.next()).payload.data).toEqual({ who: 'acme/ada' });
  });
});
