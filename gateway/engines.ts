import { createEngine } from './engine/compiled.ts';
import { createReferenceEngine } from './engine/reference.ts';
import type { CreateEngine } from './supergraph/generation.ts';

/** The engines by the names that `GATEWAY_ENGINE` and `--engine` know; the first one runs where nothing is said. */
export const engines: ReadonlyMap<string, CreateEngine> = new Map<string, CreateEngine>([
  ['compiled', (supergraphSdl, ports) => createEngine(supergraphSdl, ports)],
  ['reference', createReferenceEngine],
]);

/** @throws Error when there is no engine of this name. */
export function engineNamed(name: string | undefined): CreateEngine {
  const [first] = engines.values();
  const found = name === undefined ? first : engines.get(name);
  if (found) return found;
  throw new Error(`There is no engine ${name}; choose one of: ${[...engines.keys()].join(', ')}.`);
}
