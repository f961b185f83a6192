import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { placeOf } from '../../subgraphs/kernel/subscription.ts';
import { codeOf } from '../errors.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { Witness } from '../witness.ts';

// A subscription at a subgraph that goes away and comes back:
//
//   read --> lost --> wait, longer each time --> ask again behind the last place --> read
//
// The place is the cursor beside each result, or the mark before the first. A stream that tells none cannot be
// resumed: whatever happened meanwhile would be missing without a word, so its loss is told instead.

/** How a lost stream is asked for again. Each wait is drawn between half of it and all of it. */
export interface RetryPolicy {
  readonly firstMs: number;
  /** Waits double up to this. */
  readonly longestMs: number;
  /** In a row; after that the loss is told. */
  readonly attempts: number;
}

/** About a minute and a half: longer than a subgraph takes to start. */
export const patient: RetryPolicy = { firstMs: 100, longestMs: 5_000, attempts: 25 };

type Upstream = Stream<ExecutionResult> | ExecutionResult;
/** Asks the subgraph for the stream, behind a place if there is one. */
type Open = (after: string | undefined) => Promise<Upstream>;

/**
 * A port whose subscriptions are resumed without a gap when they are lost. What a subgraph refuses, at the start
 * or later, is passed on.
 */
export function resumingPort(
  port: SubgraphPort,
  witness: Pick<Witness, 'upstreams'>,
  policy: RetryPolicy = patient,
): SubgraphPort {
  const id = randomUUID();
  return {
    ...port,
    async subscribe(fetch, variables, { hold, ...caller }) {
      const open: Open = async (after) => {
        const opened = await port.subscribe(fetch, variables, { ...caller, after });
        return isStream(opened) ? counted(opened, witness) : opened;
      };
      const begin = async (isInstead: boolean) => {
        if (isInstead && caller.after === undefined) throw changed();
        const opened = await open(caller.after);
        return isStream(opened) ? resumed(opened, open, policy) : opened;
      };
      const { query, operationName } = fetch;
      return hold
        ? hold.take(JSON.stringify([id, query, operationName, variables]), begin)
        : begin(false);
    },
  };
}

function resumed(first: Stream<ExecutionResult>, open: Open, policy: RetryPolicy) {
  const ending = new AbortController();
  let current = first;
  let place: string | undefined;
  let failures = 0;

  async function read(): Promise<IteratorResult<ExecutionResult, void>> {
    const found = await current.next();
    if (found.done) return found;
    if (place !== undefined && isLoss(found.value)) throw unavailable();
    failures = 0;
    place = placeOf(found.value) ?? place;
    return found;
  }

  /** Asks for the stream again until it is there, or refused. */
  async function reopen(): Promise<Stream<ExecutionResult>> {
    for (;;) {
      failures += 1;
      if (place === undefined || failures > policy.attempts) throw unavailable();
      await sleep(waitMs(policy, failures), undefined, { signal: ending.signal });
      const opened = await open(place).catch(() => null);
      if (opened === null) continue;
      const stream = isStream(opened) ? opened : only(opened);
      if (!ending.signal.aborted) return stream;
      await stream.return();
      throw unavailable();
    }
  }

  async function next(): Promise<IteratorResult<ExecutionResult, void>> {
    for (;;) {
      try {
        return await read();
      } catch {
        await current.return().catch(() => {});
        current = await reopen();
      }
    }
  }

  async function end() {
    ending.abort();
    return current.return();
  }

  // Ended at once, even in the middle of a wait, and never read again after that.
  return mapStream({ next, return: end }, (result) => result);
}

/** A subgraph that cannot reach its store ends its streams, and says so. */
function isLoss({ data, errors }: ExecutionResult): boolean {
  return (
    data === undefined &&
    errors !== undefined &&
    errors.every((error) => codeOf(error) === 'SUBGRAPH_UNAVAILABLE')
  );
}

function unavailable(): Error {
  return refusal(
    'SUBGRAPH_UNAVAILABLE',
    'The source of these updates was lost; begin again with a query.',
  );
}

function changed(): Error {
  return refusal(
    'RESUME_TOO_OLD',
    'Another schema is served, which asks for these updates anew; begin again with a query.',
  );
}

function waitMs({ firstMs, longestMs }: RetryPolicy, failures: number): number {
  const longest = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  // Else everybody would come back at the same moment.
  return longest * (0.5 + Math.random() / 2);
}

function counted(
  stream: Stream<ExecutionResult>,
  witness: Pick<Witness, 'upstreams'>,
): Stream<ExecutionResult> {
  witness.upstreams(1);
  return mapStream(
    stream,
    (result) => result,
    () => witness.upstreams(-1),
  );
}

async function* only<Item>(item: Item): Stream<Item> {
  yield item;
}

function isStream(opened: Upstream): opened is Stream<ExecutionResult> {
  return Symbol.asyncIterator in opened;
}
