import type { IncomingMessage } from 'node:http';
import type { Arrival } from '../pipeline.ts';

/** Where a request comes from: its peer, and what a proxy before us may have written of whom it serves. */
export function originOf({ socket, headers }: IncomingMessage): Pick<Arrival, 'peer' | 'via'> {
  return { peer: socket.remoteAddress, via: headers['x-forwarded-for']?.toString() };
}
