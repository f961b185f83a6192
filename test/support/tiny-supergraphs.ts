import { buildASTSchema, parse } from 'graphql';
import type { Engine } from '../../gateway/engine/engine.ts';
import {
  createGeneration,
  digestOf,
  type Generation,
} from '../../gateway/supergraph/generation.ts';
import { fixedPorts } from '../../gateway/supergraph/ports.ts';
import { mapStream } from '../../subgraphs/kernel/stream.ts';

/** The least that is a supergraph: these fields, all of one subgraph. */
export function supergraphOf(fields: readonly string[]): string {
  return `enum join__Graph { A @join__graph(name: "a", url: "http://a") }
type Query { ${fields.map((field) => `${field}: Int`).join(' ')} }`;
}

/** A generation whose answers and streams end when the test says so. */
export interface HeldGeneration {
  readonly generation: Generation;
  release(): void;
  isStopped(): boolean;
  /** The texts that were planned ahead. */
  readonly warmed: readonly string[];
}

/** @throws Error when the text is no supergraph of a subgraph `a` alone. */
export async function heldGeneration(supergraphSdl: string): Promise<HeldGeneration> {
  let release = (): void => {};
  let isStopped = false;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const warmed: string[] = [];
  const createEngine = async (): Promise<Engine> => ({
    schema: buildASTSchema(parse(supergraphSdl), { assumeValidSDL: true }),
    async execute() {
      await held;
      return { data: { digest: digestOf(supergraphSdl), wasStopped: isStopped } };
    },
    subscribe: async () =>
      mapStream({ next: () => new Promise<IteratorResult<object>>(() => {}) }, (item) => item),
    async warm(operations) {
      // The key of an operation without a name ends with its text.
      warmed.push(...operations.map(({ key }) => key.split('\n').slice(1).join('\n')));
    },
    explain: async ({ key }) => key,
    async stop() {
      isStopped = true;
    },
  });
  const a = {
    name: 'a',
    prepare: () => async () => ({}),
    subscribe: async () => ({}),
    internal: async () => ({ status: 404, contentType: 'text/plain', body: '' }),
    ask: async () => ({ status: 404, contentType: 'text/plain', body: '' }),
    isReady: async () => true,
    stop: async () => {},
  };
  const generation = await createGeneration(supergraphSdl, {
    createEngine,
    directory: fixedPorts(new Map([['a', a]])),
    introspection: false,
    unauthorizedFields: 'cut',
    policies: {},
  });
  return { generation, release, isStopped: () => isStopped, warmed };
}
