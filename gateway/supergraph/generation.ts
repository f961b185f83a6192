import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { type Cost, compileCost } from '../admission/cost/cost.ts';
import { readCostRules } from '../admission/cost/rules.ts';
import { type AskedText, createPreparation } from '../admission/prepare.ts';
import {
  type Authorization,
  type AuthorizationOptions,
  createAuthorization,
  type GuardedOperation,
} from '../authorization/authorization.ts';
import { withoutSecurity } from '../authorization/without-security.ts';
import type { Engine } from '../engine/engine.ts';
import { subgraphAddresses } from './addresses.ts';
import { countUses } from './in-use.ts';
import type { PortDirectory, Ports } from './ports.ts';

/** An operation that was admitted under one supergraph, and runs under it to its end. */
export interface Admitted extends GuardedOperation {
  readonly generation: Generation;
  readonly cost: Cost;
}

/** Everything that is made from one supergraph, and replaced together when another takes its place. */
export interface Generation {
  readonly engine: Engine;
  /** Runs operations by the engine, without what their callers may not have. */
  readonly authorization: Authorization;
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

export interface GenerationOptions extends Omit<AuthorizationOptions, 'supergraph'> {
  readonly createEngine: CreateEngine;
  readonly directory: PortDirectory;
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
}

/** @throws Error, a sentence, when the text is no supergraph whose subgraphs can all be reached from here. */
export async function createGeneration(
  supergraphSdl: string,
  options: GenerationOptions,
): Promise<Generation> {
  const { createEngine, directory, introspection } = options;
  const ports = directory.open(subgraphAddresses(supergraphSdl));
  try {
    // What the rules of access ask is held here, in front of whichever engine it is.
    const engine = countUses(await createEngine(withoutSecurity(supergraphSdl), ports));
    const { schema } = engine;
    const supergraph = parse(supergraphSdl, { noLocation: true });
    const authorization = createAuthorization(engine, { ...options, supergraph });
    const costs = readCostRules(supergraph);
    const preparation = createPreparation<Admitted>(schema, introspection, (prepared) => ({
      ...prepared,
      generation,
      guard: authorization.guard(prepared),
      cost: compileCost(schema, costs, prepared),
    }));
    const generation: Generation = {
      ...preparation,
      engine,
      authorization,
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
