import type { Fetched } from './fetched.ts';

/** Entities of one call. */
export interface Batch {
  /** As many as there are to be answers. */
  readonly representations: readonly string[];
  readonly outcome: Promise<Outcome>;
  /** Whether errors that concern no single entity have been reported. */
  isReported: boolean;
}

export type Outcome = { readonly fetched: Fetched } | { readonly error: unknown };

/** Where the answer about one representation is to be found. */
export interface Slot {
  readonly batch: Batch;
  readonly index: number;
}

/** What steps of one run have asked for, by the identity of the fetch. */
export type EntityTables = Map<string, EntityTable>;

export interface EntityTable {
  readonly slots: Map<string, Slot>;
  /** Those that start in one turn travel together. */
  open: { readonly batch: Batch; readonly texts: string[] } | undefined;
}
