import type { GraphQLError } from 'graphql';
import { eachFetch, type Plan } from '../planning/plan.ts';

/** What went wrong in the work for a part. */
export type PartErrors = readonly GraphQLError[];

/** The work of one run that is left for later. */
export interface Deferral {
  /** The work for a part has begun. */
  begin(label: string, work: Promise<PartErrors>): void;
  /** The work for a part; none where everything was fetched already. */
  workOf(label: string): Promise<PartErrors>;
  /** A fetch has come, or one of several that it was split into. */
  fetched(id: string): void;
  /** Whatever has not come by now never will. */
  over(ids: readonly string[]): void;
  /** Resolves when all these fetches have come. */
  until(ids: readonly string[]): Promise<unknown>;
}

interface Awaited {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  left: number;
}

export function openDeferral(plan: Plan | undefined): Deferral {
  const works = new Map<string, Promise<PartErrors>>();
  const awaited = new Map<string, Awaited>();
  eachFetch(plan, ({ id }) => {
    if (id === undefined) return;
    const known = awaited.get(id);
    if (known) known.left += 1;
    else awaited.set(id, { ...pending(), left: 1 });
  });

  return {
    begin(label, work) {
      // It may fail before somebody asks for it, or where nobody ever does.
      work.catch(() => {});
      works.set(label, work);
    },
    workOf: (label) => works.get(label) ?? Promise.resolve([]),
    fetched(id) {
      const fetch = awaited.get(id);
      if (!fetch) return;
      fetch.left -= 1;
      if (fetch.left === 0) fetch.resolve();
    },
    over(ids) {
      for (const id of ids) awaited.get(id)?.resolve();
    },
    until: (ids) => Promise.all(ids.map((id) => awaited.get(id)?.promise)),
  };
}

function pending(): Pick<Awaited, 'promise' | 'resolve'> {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle() };
}
