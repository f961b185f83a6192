import { createHash } from 'node:crypto';
import { type AskedText, createPreparation } from '../admission/prepare.ts';
import type { Engine, PreparedOperation } from '../engine/engine.ts';
import { subgraphAddresses } from './addresses.ts';
import { countUses } from './in-use.ts';
import type { PortDirectory, Ports } from './ports.ts';

/** An operation that was admitted under one supergraph, and runs under it to its end. */
export interface Admitted extends PreparedOperation {
  readonly generation: Generation;
}

/** Everything that is made from one supergraph, and replaced together when another takes its place. */
export interface Generation {
  readonly engine: Engine;
  /** @throws GraphQLError when the operation is malformed, too large or not valid. */
  prepare(source: string, operationName: string | undefined): Admitted;
  /** What clients have asked for most, the most frequent first. */
  mostAsked(limit: number): readonly AskedText[];
  /** The subgraphs that it names, and no others. */
  readonly ports: Ports;
  /** SHA-256 of the supergraph's text, in hex. */
  readonly digest: string;
  /** Resolves as soon as nothing runs on it. */
  untilIdle(): Promise<void>;
  stop(): Promise<void>;
}

export type CreateEngine = (supergraphSdl: string, ports: Ports) => Promise<Engine>;

export interface GenerationOptions {
  readonly createEngine: CreateEngine;
  readonly directory: PortDirectory;
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
}

/** @throws Error, a sentence, when the text is no supergraph whose subgraphs can all be reached from here. */
export async function createGeneration(
  supergraphSdl: string,
  { createEngine, directory, introspection }: GenerationOptions,
): Promise<Generation> {
  const ports = directory.open(subgraphAddresses(supergraphSdl));
  try {
    const engine = countUses(await createEngine(supergraphSdl, ports));
    const preparation = createPreparation<Admitted>(engine.schema, introspection, (prepared) => ({
      ...prepared,
      generation,
    }));
    const generation: Generation = {
      ...preparation,
      engine,
      ports,
      digest: digestOf(supergraphSdl),
      untilIdle: engine.untilIdle,
      async stop() {
        await engine.stop();
        await directory.close(ports);
      },
    };
    return generation;
  } catch (error) {
    await directory.close(ports);
    throw error;
  }
}

export function digestOf(supergraphSdl: string): string {
  return createHash('sha256').update(supergraphSdl).digest('hex');
}
