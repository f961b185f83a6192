import type { SubgraphPort } from '../fetch/port.ts';
import type { SubgraphAddress } from './addresses.ts';

/** The ports to the subgraphs that supergraphs name, by name. */
export type Ports = ReadonlyMap<string, SubgraphPort>;

/** Where the ports of a supergraph come from, and go when it is no longer served. */
export interface PortDirectory {
  /** @throws Error naming a subgraph that cannot be reached from here. */
  open(subgraphs: readonly SubgraphAddress[]): Ports;
  /** Those that nobody else has opened are stopped. */
  close(ports: Ports): Promise<void>;
  /** Stops all. */
  stop(): Promise<void>;
}

/** Subgraphs whose addresses are settings: a supergraph may name any of them, and no other. */
export function fixedPorts(known: Ports): PortDirectory {
  return {
    open: (subgraphs) =>
      new Map(
        subgraphs.map(({ name }) => {
          const port = known.get(name);
          if (port) return [name, port];
          throw new Error(`The supergraph names the subgraph ${name}, which has no address here.`);
        }),
      ),
    close: async () => {},
    async stop() {
      await Promise.all([...known.values()].map((port) => port.stop()));
    },
  };
}

/** The same directory, every one of its ports wrapped; a port is wrapped once, however often it is opened. */
export function wrappedPorts(
  directory: PortDirectory,
  wrap: (port: SubgraphPort) => SubgraphPort,
): PortDirectory {
  const wrapped = new WeakMap<SubgraphPort, SubgraphPort>();
  const opened = new WeakMap<Ports, Ports>();

  function wrapOnce(port: SubgraphPort): SubgraphPort {
    const found = wrapped.get(port) ?? wrap(port);
    wrapped.set(port, found);
    return found;
  }

  return {
    open(subgraphs) {
      const ports = directory.open(subgraphs);
      const outer = new Map([...ports].map(([name, port]) => [name, wrapOnce(port)]));
      opened.set(outer, ports);
      return outer;
    },
    close: (ports) => directory.close(opened.get(ports) ?? ports),
    stop: () => directory.stop(),
  };
}

/** Subgraphs at the addresses that the supergraph itself gives. One whose address stays keeps its port. */
export function addressedPorts(
  createPort: (subgraph: SubgraphAddress) => SubgraphPort,
): PortDirectory {
  const byAddress = new Map<string, { readonly port: SubgraphPort; users: number }>();
  const keyOf = ({ name, url }: SubgraphAddress) => JSON.stringify([name, url]);

  function openOne(subgraph: SubgraphAddress): SubgraphPort {
    const key = keyOf(subgraph);
    const known = byAddress.get(key) ?? { port: createPort(subgraph), users: 0 };
    known.users += 1;
    byAddress.set(key, known);
    return known.port;
  }

  return {
    open(subgraphs) {
      for (const subgraph of subgraphs) assertAddress(subgraph);
      return new Map(subgraphs.map((subgraph) => [subgraph.name, openOne(subgraph)]));
    },

    async close(ports) {
      const closed = new Set(ports.values());
      for (const [key, known] of byAddress) {
        if (!closed.has(known.port)) continue;
        known.users -= 1;
        if (known.users > 0) continue;
        byAddress.delete(key);
        await known.port.stop();
      }
    },

    async stop() {
      await Promise.all([...byAddress.values()].map(({ port }) => port.stop()));
    },
  };
}

function assertAddress({ name, url }: SubgraphAddress): void {
  const isAddress = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  if (isAddress) return;
  throw new Error(`The supergraph gives no http address for the subgraph ${name}.`);
}
