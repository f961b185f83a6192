import { createServer, type Server } from 'node:http';

/** Where a server listens. */
export interface Address {
  readonly port: number;
  readonly host: string;
}

/**
 * For a process that has much to start before it listens.
 *
 * @throws Error when another program listens there.
 */
export async function assertPortFree(address: Address): Promise<void> {
  const probe = createServer();
  await listen(probe, address);
  await new Promise((resolve) => probe.close(resolve));
}

/** @throws Error, a sentence, when the port is taken. */
export function listen(server: Server, { port, host }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`The port ${port} is taken; choose another with PORT.`) : error);
    });
    server.listen(port, host, resolve);
  });
}
