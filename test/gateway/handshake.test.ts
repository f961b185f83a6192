import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';

// Headers that are handed on to subgraphs, of a socket: a proxy that is trusted may have set some at the handshake.

let gateway: TinyGateway;
/** What each fetch was handed on. */
const forwarded: unknown[] = [];
beforeAll(async () => {
  gateway = await openTinyGateway({
    forwardedHeaders: ['x-user', 'x-locale'],
    wrap: (port) => ({
      ...port,
      prepare(planned) {
        const fetch = port.prepare(planned);
        return (variables, caller) => {
          forwarded.push(caller.scope.forwarded);
          return fetch(variables, caller);
        };
      },
    }),
  });
});
afterAll(() => gateway.stop());

async function forwardedOf(headers: Record<string, string>, payload: object): Promise<unknown> {
  const socket = await openRawSocket(gateway.url, { headers });
  const authorization = `Bearer ${await gateway.token('acme', 'ada')}`;
  socket.send({ type: 'connection_init', payload: { authorization, ...payload } });
  expect(await socket.next()).toEqual({ type: 'connection_ack' });
  socket.subscribe('q', '{ who }');
  await socket.next();
  socket.close();
  return forwarded.splice(0)[0];
}

describe('a header of the handshake', () => {
  it.each(['x-user', 'X-User', 'X-USER'])(
    'is not replaced by %s of connection_init',
    async (name) => {
      const handed = await forwardedOf({ 'x-user': 'ada' }, { [name]: 'petra', 'x-locale': 'de' });

      expect(handed).toEqual({ 'x-user': 'ada', 'x-locale': 'de' });
    },
  );

  it('that is missing is taken from connection_init', async () => {
    expect(await forwardedOf({}, { 'X-User': 'ada' })).toEqual({ 'x-user': 'ada' });
  });
});
