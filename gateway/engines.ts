import { createEngine, type EngineOptions } from './engine/compiled.ts';
import type { CreateEngine } from './supergraph/generation.ts';

type Engines = ReadonlyMap<string, (options: EngineOptions) => CreateEngine>;

/** The engines by the names that `GATEWAY_ENGINE` and `--engine` know; the first one runs where nothing is said. */
export const engines: Engines = new Map<string, (options: EngineOptions) => CreateEngine>([
  ['compiled', (options) => (supergraphSdl, ports) => createEngine(supergraphSdl, ports, options)],
  [
    'reference',
    () => async (supergraphSdl, ports) => {
      // Loaded when it is asked for: ApolloGateway and what it brings are more than half of a start's modules.
      const { createReferenceEngine } = await import('./engine/reference.ts');
      return createReferenceEngine(supergraphSdl, ports);
    },
  ],
]);

/** @throws Error when there is no engine of this name. */
export function engineNamed(name: string | undefined, options: EngineOptions = {}): CreateEngine {
  const [first] = engines.values();
  const found = name === undefined ? first : engines.get(name);
  if (found) return found(options);
  throw new Error(`There is no engine ${name}; choose one of: ${[...engines.keys()].join(', ')}.`);
}
