import { createReferenceEngine } from '../../gateway/engine/reference.ts';
import type { EngineFactory } from './contest.ts';

/** The engine that the suite is about. */
export const createCandidate: EngineFactory = createReferenceEngine;
