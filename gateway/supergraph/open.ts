import { Counter, Gauge, type Registry } from 'prom-client';
import type { Logger } from '../../subgraphs/kernel/log.ts';
import {
  createGeneration,
  digestOf,
  type Generation,
  type GenerationOptions,
} from './generation.ts';
import { createGraph, type Graph } from './graph.ts';
import { assertPinned, followSupergraph, type Reloaded, type ReloadSettings } from './reload.ts';
import { assertSatisfiable } from './satisfiability.ts';

/** A graph that follows the place where its supergraph is kept. */
export interface LiveGraph extends Graph {
  /** Looks there now instead of at the next turn. */
  look(): Promise<void>;
}

export interface OpenGraphOptions extends GenerationOptions {
  readonly supergraphSdl: string;
  /** Without it the supergraph never changes. */
  readonly reload?: ReloadSettings | undefined;
  readonly log: Logger;
  readonly registry: Registry;
}

/** Longer than a request may take. */
const keptForMs = 15_000;

/**
 * Serves the first supergraph as composition made it; whatever takes its place later is checked, since there is one to
 * keep instead.
 *
 * @throws Error, a sentence, when the first supergraph cannot be served.
 */
export async function openGraph(options: OpenGraphOptions): Promise<LiveGraph> {
  const { supergraphSdl, reload, log } = options;
  assertPinned(digestOf(supergraphSdl), reload?.pinnedDigest);
  const build = (sdl: string) => createGeneration(sdl, options);
  const onError = (error: unknown) => log.error({ err: error }, 'an old supergraph did not stop');
  const graph = createGraph(await build(supergraphSdl), { keptForMs, onError });
  const following =
    reload &&
    followSupergraph({ ...reload, graph, build: buildChecked, ...reloadWitness(options, graph) });
  following?.start();

  async function buildChecked(sdl: string): Promise<Generation> {
    const next = await build(sdl);
    try {
      await assertSatisfiable(sdl);
      return next;
    } catch (error) {
      await next.stop();
      throw error;
    }
  }

  return {
    ...graph,
    look: async () => following?.look(),
    async stop() {
      following?.stop();
      await graph.stop();
    },
  };
}

/** Log lines and metrics of what becomes of supergraphs. */
function reloadWitness({ registry, log }: OpenGraphOptions, graph: Graph) {
  const registers = [registry];
  const reloads = new Counter({
    name: 'gateway_supergraphs_total',
    help: 'Supergraphs found at their source, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const info = new Gauge({
    name: 'gateway_supergraph_info',
    help: 'The digest of the supergraph that is served.',
    labelNames: ['digest'],
    registers,
  });
  const show = () => {
    info.reset();
    info.set({ digest: graph.current().digest }, 1);
  };
  show();
  graph.onSwap(show);

  return {
    onReload(reloaded: Reloaded) {
      reloads.inc({ outcome: reloaded.outcome });
      if (reloaded.outcome === 'taken') log.info(reloaded, 'another supergraph is served');
      else log.error(reloaded, 'a supergraph was refused; the one before is kept');
    },
    onUnreadable(error: unknown) {
      reloads.inc({ outcome: 'unreadable' });
      log.error({ err: error }, 'the supergraph cannot be read; the one before is kept');
    },
  };
}
