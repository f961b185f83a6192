import type { EntityTable, Outcome, Slot } from './entity-tables.ts';
import type { Call } from './fetch-call.ts';
import type { Fetched } from './fetched.ts';
import type { Run } from './run.ts';

/** Finds a slot for each representation, and sees to it that it is asked for. */
export type Load = (run: Run, representations: readonly string[]) => readonly Slot[];

/** Asks for all of them at once. */
export function loadAll(call: Call): Load {
  return (run, representations) => {
    const outcome = settled(call(run, representations));
    const batch = { representations, outcome, isReported: false };
    return representations.map((_, index) => ({ batch, index }));
  };
}

/** Asks for each only once in a run, also where several steps or several turns want it. */
export function loadOnce(id: string, call: Call): Load {
  function open(run: Run, table: EntityTable) {
    const texts: string[] = [];
    const outcome = Promise.resolve().then(() => {
      table.open = undefined;
      return settled(call(run, texts));
    });
    table.open = { batch: { representations: texts, outcome, isReported: false }, texts };
    return table.open;
  }

  return (run, representations) => {
    const table: EntityTable = run.entities.get(id) ?? { slots: new Map(), open: undefined };
    run.entities.set(id, table);
    return representations.map((text) => {
      const known = table.slots.get(text);
      if (known) return known;
      const { batch, texts } = table.open ?? open(run, table);
      const slot = { batch, index: texts.push(text) - 1 };
      table.slots.set(text, slot);
      return slot;
    });
  };
}

function settled(fetched: Promise<Fetched>): Promise<Outcome> {
  return fetched.then(
    (answer) => ({ fetched: answer }),
    (error: unknown) => ({ error }),
  );
}
