import type { AddressInfo } from 'node:net';
import { connect as connectTo, createServer, type Socket } from 'node:net';

/** What stands between the gateway and a subgraph does to each connection. */
export type Fault =
  /** Nothing. */
  | 'none'
  /** Takes the request and says nothing. */
  | 'hang'
  /** Resets the connection when the request has come. */
  | 'reset'
  /** Hands on the first half of an answer's bytes, and then nothing more. */
  | 'half'
  /** Hands on the first half of an answer's bytes, and resets the connection. */
  | 'cut';

export interface FaultProxy {
  readonly port: number;
  /** For connections and requests from now on. */
  fault: Fault;
  /** Requests that have come so far, whatever became of them. */
  readonly requests: number;
  /** Resolves as soon as so many have come. */
  untilRequests(count: number): Promise<void>;
  /** Resets every connection. */
  resetAll(): void;
  stop(): Promise<void>;
}

/** A TCP proxy on this machine in front of another port; one that keeps no connection shows every fault anew. */
export async function openFaultProxy(targetPort: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const watchers: { readonly count: number; readonly resolve: () => void }[] = [];
  let fault: Fault = 'none';
  let requests = 0;

  const noted = () => {
    requests += 1;
    for (const watcher of watchers.filter(({ count }) => count === requests)) watcher.resolve();
  };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };

  const server = createServer((client) => {
    const target = connectTo(targetPort, '127.0.0.1');
    keep(client);
    keep(target);
    client.once('close', () => target.destroy());
    target.once('close', () => client.end());
    client.on('data', (chunk) => {
      // A request of the gateway fits one packet on this machine's own network.
      noted();
      if (fault === 'reset') client.resetAndDestroy();
      else if (fault !== 'hang') target.write(chunk);
    });
    target.on('data', (chunk) => {
      if (fault === 'none') client.write(chunk);
      else
        client.write(chunk.subarray(0, chunk.length / 2), () => {
          if (fault === 'cut') client.resetAndDestroy();
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    get requests() {
      return requests;
    },
    untilRequests: (count) =>
      requests >= count
        ? Promise.resolve()
        : new Promise((resolve) => watchers.push({ count, resolve })),
    resetAll() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
