import type { DocumentNode } from 'graphql';
import type pg from 'pg';
import { type Database, openDatabase, openPool, sqlState } from '../../db/client.ts';
import type { Services } from './context.ts';
import type { Ephemeral } from './ephemeral/port.ts';
import { messageOf } from './events/log.ts';
import type { EventSource } from './events/source.ts';
import { createSpine } from './events/spine.ts';
import { type Job, type Jobs, startJobs } from './jobs.ts';
import type { Logger } from './log.ts';
import { consumerOf, type Projection, type Reactions, reactTo } from './reactions.ts';
import { createSubgraph, type Subgraph, type SubgraphDefinition } from './subgraph.ts';

/** A subgraph and all that happens in it by events and by the clock. */
export interface Domain extends SubgraphDefinition {
  readonly reactions: readonly Reactions[];
  readonly projections: readonly Projection[];
  readonly jobs: readonly Job[];
}

export interface RuntimeOptions {
  readonly domain: Domain;
  readonly document: DocumentNode;
  readonly urls: {
    readonly app: string;
    readonly sequencer: string;
    readonly reader: string;
    readonly jobs: string;
  };
  readonly ephemeral: Ephemeral;
  /** The events of these types from a subgraph's log: read here, or over its feed. */
  readonly sourceOf: (subgraph: string, types: readonly string[]) => EventSource;
  readonly log: Logger;
  readonly clock?: () => Date;
  readonly onStatement?: (text: string) => void;
}

export interface Runtime {
  readonly subgraph: Subgraph;
  readonly services: Services;
  /** Connections of the login that reads the log of every tenant: for the feed. */
  readonly reader: pg.Pool;
  /** Starts the sequencer, the tail, the reactions and the jobs. */
  start(): Promise<void>;
  /** Runs every job once, now, for these tenants. */
  runJobs(tenantIds: readonly string[]): Promise<void>;
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}

export function openRuntime(options: RuntimeOptions): Runtime {
  const { domain, urls, ephemeral, log } = options;
  const told = options.onStatement ? { onStatement: options.onStatement } : {};
  const database: Database = openDatabase({ name: domain.name, url: urls.app, ...told });
  const app = openPool(urls.app, 2);
  const reader = openPool(urls.reader, 8);
  const spine = createSpine({
    database,
    app,
    reader,
    sequencerUrl: urls.sequencer,
    ephemeral,
    log,
  });
  const services: Services = {
    database,
    spine,
    clock: options.clock ?? (() => new Date()),
    async tenants() {
      const { rows } = await app.query<{ id: string }>('select kernel.tenants() as id');
      return rows.map(({ id }) => id);
    },
  };
  const running: { stop(): Promise<void> }[] = [];

  async function startParts(): Promise<void> {
    await spine.start();
    running.push(spine);
    const consumers = [
      ...domain.reactions.map((found) => [consumerOf.reactions(found), found] as const),
      ...domain.projections.map((found) => [consumerOf.projection(found), found] as const),
    ];
    for (const [name, reactions] of consumers) {
      const source = options.sourceOf(reactions.from, Object.keys(reactions.on));
      const consumer = reactTo(name, reactions, source, services, app, log);
      consumer.start();
      running.push(consumer);
    }
    const jobs: Jobs = await startJobs(urls.jobs, domain.jobs, services, log);
    running.push(jobs);
  }

  return {
    subgraph: createSubgraph(domain, options.document, services, log),
    services,
    reader,

    start: () =>
      startParts().catch((error) => {
        const message = `The ${domain.name} subgraph cannot start: ${reasonOf(error)}.`;
        throw new Error(message, { cause: error });
      }),

    async runJobs(tenantIds) {
      const some = { ...services, tenants: async () => tenantIds };
      for (const job of domain.jobs) await job.run(some);
    },

    isReady: () => database.isReachable(),

    async stop() {
      for (const part of running.splice(0).reverse()) await part.stop();
      await Promise.all([database.stop(), app.end(), reader.end()]);
    },
  };
}

/** invalid_schema_name and undefined_table: the first statement found nothing of ours. */
const unmigratedStates = ['3F000', '42P01'];

/** For whoever starts it; a message of PostgreSQL or the network holds no password. */
function reasonOf(error: unknown): string {
  if (unmigratedStates.includes(sqlState(error) ?? '')) {
    return 'its database has not been migrated; run npm run db:migrate';
  }
  return messageOf(error).replace(/\.$/, '');
}
