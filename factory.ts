import { type GuardSettings, guardDefaults, guardPort } from './gateway/fetch/guard/guard.ts';
import { localPort } from './gateway/fetch/local.ts';
import type { SubgraphPort } from './gateway/fetch/port.ts';
import { readDocument } from './schema/compose.ts';
import { controlPlane } from './subgraphs/control-plane/server.ts';
import type { Ephemeral } from './subgraphs/kernel/ephemeral/port.ts';
import { localSource } from './subgraphs/kernel/events/source.ts';
import type { Logger } from './subgraphs/kernel/log.ts';
import { type Domain, openRuntime, type Runtime } from './subgraphs/kernel/runtime.ts';
import { observability } from './subgraphs/observability/server.ts';
import {
  type RuntimeDatabaseUrls,
  type SubgraphName,
  subgraphNames,
} from './subgraphs/settings.ts';
import { studio } from './subgraphs/studio/server.ts';

export const domains: Readonly<Record<SubgraphName, Domain>> = {
  'control-plane': controlPlane,
  observability,
  studio,
};

export interface SubgraphsOptions {
  readonly urls: Readonly<Record<SubgraphName, RuntimeDatabaseUrls>>;
  readonly ephemeral: Ephemeral;
  readonly log: Logger;
  /** How the gateway asks each of them; as it asks any subgraph where it is not given. */
  readonly guardOf?: (subgraph: SubgraphName) => GuardSettings;
  readonly clock?: () => Date;
  /** Told the subgraph and the text of every SQL statement; tests count with it. */
  readonly onStatement?: (subgraph: SubgraphName, text: string) => void;
}

/** The three subgraphs in this process. */
export interface Subgraphs {
  readonly runtimes: ReadonlyMap<SubgraphName, Runtime>;
  readonly ports: ReadonlyMap<string, SubgraphPort>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the three subgraphs; each reads the others' logs directly instead of by their feeds. */
export function openSubgraphs(options: SubgraphsOptions): Subgraphs {
  const { urls, ephemeral, log, onStatement, guardOf = () => guardDefaults } = options;
  const runtimes = new Map<SubgraphName, Runtime>();
  const sourceOf = (from: string, types: readonly string[]) => {
    const runtime = [...runtimes].find(([name]) => name === from)?.[1];
    if (!runtime) throw new Error(`There is no subgraph ${from} to read the events of.`);
    return localSource({ reader: runtime.reader, tail: runtime.services.spine.tail }, types);
  };
  for (const name of subgraphNames) {
    const runtime = openRuntime({
      domain: domains[name],
      document: readDocument(name),
      urls: urls[name],
      ephemeral,
      sourceOf,
      log,
      ...(options.clock ? { clock: options.clock } : {}),
      ...(onStatement ? { onStatement: (text: string) => onStatement(name, text) } : {}),
    });
    runtimes.set(name, runtime);
  }
  const ports = new Map<string, SubgraphPort>();
  for (const [name, runtime] of runtimes) {
    const port = localPort(runtime.subgraph, runtime.isReady);
    ports.set(name, guardPort(port, guardOf(name)));
  }

  return {
    runtimes,
    ports,
    async start() {
      for (const runtime of runtimes.values()) await runtime.start();
    },
    async stop() {
      for (const runtime of [...runtimes.values()].reverse()) await runtime.stop();
    },
  };
}
