import type { ExecutionResult } from 'graphql';
import type { Repeated } from './equal-parts.ts';

/** What came of a fetch. */
export interface Sent {
  readonly result: ExecutionResult;
  readonly repeated: Repeated | undefined;
}

/** The same for one of those who wait for it. */
export interface Fetched extends Sent {
  /** Whether others have it too: then nobody may write to it. */
  readonly isShared: boolean;
}
