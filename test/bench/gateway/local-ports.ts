import { parse } from 'graphql';
import { pino } from 'pino';
import { localPort } from '../../../gateway/fetch/local.ts';
import type { SubgraphPort } from '../../../gateway/fetch/port.ts';
import type { Services } from '../../../subgraphs/kernel/context.ts';
import { createSubgraph } from '../../../subgraphs/kernel/subgraph.ts';
import { type GraphName, graphs } from './graph.ts';

/** The subgraphs of a graph in this process, on the kernel, as `npm start` has its own. */
export function localPortsOf(graph: GraphName): ReadonlyMap<string, SubgraphPort> {
  const log = pino({ level: 'silent' });
  // The resolvers of these graphs ask for nothing but the time.
  const services = { clock: () => new Date() } as Services;
  const ports = new Map<string, SubgraphPort>();
  for (const [name, { sdl, resolvers }] of Object.entries(graphs[graph].subgraphs)) {
    const definition = { name, resolvers: [resolvers] };
    const subgraph = createSubgraph(definition, parse(sdl), services, log);
    ports.set(
      name,
      localPort(subgraph, async () => true),
    );
  }
  return ports;
}
