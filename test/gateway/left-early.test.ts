import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Principals } from '../../gateway/identity/principals.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Clients that go while their streams are opened: when their request has been read whole, and it is looked up once more
// what they may do for as long as the stream lives.

const body = JSON.stringify({ query: 'subscription { silent }' });

/** Knows everybody at once, but who is asked for the second time only when he is released. */
function hesitatingPrincipals() {
  let lookups = 0;
  let release = () => {};
  let hesitates = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    hesitates = resolve;
  });
  const principals: Principals = {
    async find({ subject }) {
      lookups += 1;
      if (lookups === 2) {
        hesitates();
        await released;
      }
      return { userId: subject, kind: 'PERSON', grants: [], grantsEpoch: 1 };
    },
    forget() {},
  };
  return { principals, asked, release };
}

/** Asks by hand, and is gone as soon as `asked`. */
async function leave(
  { url, token }: TinyGateway,
  accept: string,
  asked: Promise<void>,
): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = [
    'POST /graphql HTTP/1.1',
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${await token('acme', 'ada')}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    `accept: ${accept}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  await asked;
  socket.resetAndDestroy();
  // What is asked later is answered after the gateway has heard of it.
  for (const _ of [1, 2]) await fetch(`${url}/livez`);
}

describe.each([
  ['event stream', 'text/event-stream'],
  ['multipart subscription', 'multipart/mixed;subscriptionSpec=1.0'],
])('an %s that its client leaves while it is opened', (_, accept) => {
  it('leaves nothing behind: its place is free, and the gateway stops', async () => {
    const { principals, asked, release } = hesitatingPrincipals();
    const gateway = await openTinyGateway({ principals, limits: { sessions: { perUser: 1 } } });
    await leave(gateway, accept, asked);
    release();
    const next = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await gateway.token('acme', 'ada')}`,
        'content-type': 'application/json',
        accept,
      },
      body,
    });

    expect(next.status).toBe(200);
    await gateway.world.silent.untilListeners(1);
    await gateway.stop();
    expect(gateway.world.silent.listeners).toBe(0);
  });
});
