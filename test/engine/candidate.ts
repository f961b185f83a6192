import { createEngine } from '../../gateway/engine/compiled.ts';
import type { EngineFactory } from './contest.ts';

/** The engine that the suite is about. */
export const createCandidate: EngineFactory = (supergraphSdl, ports) =>
  createEngine(supergraphSdl, ports);
