import type { ExecutionResult } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { placeOf } from '../../subgraphs/kernel/subscription.ts';
import { traceAs } from '../../subgraphs/kernel/tracing/scope-trace.ts';
import { exceeds, tooLargeAnswer } from '../answer-size.ts';
import { showResult } from '../answering.ts';
import type { Operation } from '../engine/engine.ts';
import { asGraphQLError } from '../errors.ts';
import type { AccessCheck } from '../identity/access-check.ts';
import type { Witness } from '../witness.ts';
import { audienceOf } from './audience.ts';
import { openShare, type Share } from './share.ts';
import { startingPoint } from './starting-point.ts';
import { type Backlog, type LiveResult, openSubscriber, type Subscriber } from './subscriber.ts';

// Live subscriptions. Those of one audience that are the same and stand at the same place share one stream of the
// engine: an event is hydrated once and written once, however many listen.
//
//   subscribe --> the share that stands there, or one of its own --> queue --> transport
//                        ^       |                                     |
//                        |       +-- two that meet become one          |
//                        +--------- back to the log <---- full --------+

export interface Live<Asked extends Operation> {
  /** @returns a result instead of a stream when the subscription is refused. */
  subscribe(operation: Asked, backlog: Backlog): Promise<Stream<LiveResult> | LiveResult>;
  /** Every stream goes on where it stands, by what is served from now on. */
  replan(): void;
}

export interface LiveOptions<Asked extends Operation> {
  /**
   * Opens a stream by what is served at the time, whenever the operation was admitted.
   *
   * @throws GraphQLError when it is not valid any more.
   */
  readonly open: (operation: Asked) => Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** Nothing is handed out before it: see `AccessCheck`. */
  readonly confirm: AccessCheck['confirm'];
  readonly witness: Witness;
  /** Of one event; a larger one is told as an error. */
  readonly mostAnswerBytes: number;
}

/** Where a subscription begins: a cursor, or null for now. */
type Start = string | null;

/** Shares of one audience and course, with where each was begun. */
type Group = Map<Share, Start>;

export function createLive<Asked extends Operation>({
  open,
  confirm,
  witness,
  mostAnswerBytes,
}: LiveOptions<Asked>): Live<Asked> {
  const groups = new Map<string, Group>();
  const homes = new Map<Subscriber, Share>();

  function settle(subscriber: Subscriber, share: Share): void {
    const before = homes.get(subscriber);
    homes.set(subscriber, share);
    share.add(subscriber);
    before?.remove(subscriber);
  }

  function leave(subscriber: Subscriber): void {
    const home = homes.get(subscriber);
    homes.delete(subscriber);
    home?.remove(subscriber);
  }

  function start(key: string, begin: Start, operation: Asked): Share {
    const { tenantId, traceId } = operation.scope;
    const write = (result: ExecutionResult) => JSON.stringify(showResult(result, traceId, witness));
    const show = (result: ExecutionResult) => {
      const text = write(result);
      const isTooLarge = exceeds(text, mostAnswerBytes);
      const told = { errors: [tooLargeAnswer(mostAnswerBytes)], data: null };
      return { text: isTooLarge ? write(told) : text, place: placeOf(result) };
    };
    const group = groups.get(key) ?? new Map();
    groups.set(key, group);
    const share = openShare({
      open: ({ after = begin ?? undefined, ...opening }) =>
        open({ ...operation, ...opening, after, scope: unhurried(operation) }),
      show,
      confirm: (signal) => confirm(tenantId, signal),
      showError: (error) => show({ errors: [asGraphQLError(error)] }),
      onResult: () => meet(group, share),
      onEnd() {
        group.delete(share);
        if (group.size === 0 && groups.get(key) === group) groups.delete(key);
      },
    });
    group.set(share, begin);
    return share;
  }

  /** Two that stand at the same place become one: that which newcomers find, if one of them is. */
  function meet(group: Group, share: Share): void {
    for (const [other, begin] of group) {
      if (other === share || share.place === undefined || other.place !== share.place) continue;
      const [from, to] = begin === null ? [share, other] : [other, share];
      for (const subscriber of [...from.subscribers]) settle(subscriber, to);
      return;
    }
  }

  return {
    async subscribe(operation, backlog) {
      const { course, after } = startingPoint(operation);
      const key = `${audienceOf(operation.scope)}\n${course}`;

      async function join(begin: Start): Promise<LiveResult | undefined> {
        const share = findShare(groups.get(key), begin) ?? start(key, begin, operation);
        settle(subscriber, share);
        return share.begun;
      }

      const subscriber: Subscriber = openSubscriber({
        backlog,
        leave: () => leave(subscriber),
        rejoin: join,
        tooSlow: () => tooSlow(operation, witness),
        onEnd: () => witness.subscriptions(-1),
      });
      witness.subscriptions(1);
      operation.signal?.addEventListener('abort', () => void subscriber.results.return(), {
        once: true,
      });
      const refused = await join(operation.after ?? after);
      if (!refused) return subscriber.results;
      await subscriber.results.return();
      return refused;
    },

    replan() {
      for (const group of groups.values()) for (const share of group.keys()) share.replan();
    },
  };
}

/** A share in which nothing is missed by who begins there. */
function findShare(group: Group | undefined, begin: Start): Share | undefined {
  for (const [share, begun] of group ?? []) {
    if (begin === null ? begun === null : share.place === begin) return share;
    if (begin === begun && share.isFresh) return share;
  }
  return undefined;
}

/** The scope of a subscription: the deadline of the request that began it is none of its events'. */
function unhurried({ scope }: Operation) {
  return traceAs(createScope(scope, { ...scope, deadlineAt: null }), scope);
}

function tooSlow({ scope }: Operation, witness: Witness): LiveResult {
  const error = refusal(
    'RESUME_TOO_OLD',
    'You read too slowly, and these updates are not kept; begin again with a query.',
  );
  const text = JSON.stringify(showResult({ errors: [error] }, scope.traceId, witness));
  return { text, place: undefined };
}
