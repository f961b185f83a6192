import { createEngine } from './engine/compiled.ts';
import type { CreateEngine } from './supergraph/generation.ts';

/** The engines by the names that `GATEWAY_ENGINE` and `--engine` know; the first one runs where nothing is said. */
export const engines: ReadonlyMap<string, CreateEngine> = new Map<string, CreateEngine>([
  ['compiled', (supergraphSdl, ports) => createEngine(supergraphSdl, ports)],
  [
    'reference',
    async (supergraphSdl, ports) => {
      // Loaded when it is asked for: ApolloGateway and what it brings are more than half of a start's modules.
      const { createReferenceEngine } = await import('./engine/reference.ts');
      return createReferenceEngine(supergraphSdl, ports);
    },
  ],
]);

/** @throws Error when there is no engine of this name. */
export function engineNamed(name: string | undefined): CreateEngine {
  const [first] = engines.values();
  const found = name === undefined ? first : engines.get(name);
  if (found) return found;
  throw new Error(`There is no engine ${name}; choose one of: ${[...engines.keys()].join(', ')}.`);
}
