import type { FetchCaller } from '../../fetch/port.ts';
import type { Run } from './run.ts';

/** @param coalescingKey - within what equal fetches in flight are one; nothing is shared without it. */
export function openRun(
  variables: Run['variables'],
  caller: FetchCaller,
  coalescingKey?: string | undefined,
): Run {
  return {
    data: {},
    errors: [],
    variables,
    caller,
    coalescingKey,
    shared: new Set(),
    entities: new Map(),
  };
}
