import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** What belongs to the offer itself, and not to the request. */
const ofTheOffer: ReadonlySet<string> = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * Goes on with a request that offers to speak another protocol, as if it had not: some clients offer HTTP/2 with
 * whatever they first send, and a server may pass that by. Node hands over every offer, so the head is read again
 * without it.
 */
export function passByOffer(
  server: Server,
  { method, url, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!ofTheOffer.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  // Each of them was a line of the request, so none holds the end of one.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}
