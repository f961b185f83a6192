import { type ErrorCode, refusal } from '../../../subgraphs/kernel/errors.ts';
import type { Stream } from '../../../subgraphs/kernel/stream.ts';
import { showErrors } from '../../answering.ts';
import { asGraphQLError, codeOf } from '../../errors.ts';
import { Departing, type Departure } from '../../fetch/departure.ts';
import type { LiveResult } from '../../live/subscriber.ts';
import type { Asked, Pipeline } from '../../pipeline.ts';
import { newTraceId } from '../../trace-id.ts';
import type { Witness } from '../../witness.ts';
import type { Outbox } from '../outbox.ts';
import { resultsOf } from '../results.ts';
import type { Session } from '../session.ts';
import { completeMessage, errorMessage, nextMessage } from './messages.ts';

/** The operations of one socket: each is checked, run and ended by itself, and can fail no other. */
export interface SocketOperations {
  has(id: string): boolean;
  /** Runs an operation to its end. */
  run(id: string, asked: Asked, session: Session): Promise<void>;
  /** Ends one that the client does not want any more; its id is free at once. */
  complete(id: string): void;
  endAll(): void;
}

export interface SocketOperationsOptions {
  readonly pipeline: Pipeline;
  readonly witness: Witness;
  readonly outbox: Outbox;
  readonly mostAtOnce: number;
}

export function socketOperations(options: SocketOperationsOptions): SocketOperations {
  const { pipeline, witness, outbox, mostAtOnce } = options;
  const running = new Map<string, Departing>();

  function refuse(id: string, error: unknown, traceId: string): void {
    const errors = showErrors([asGraphQLError(error)], traceId, witness);
    void outbox.send(errorMessage(id, errors));
  }

  async function prepare(asked: Asked, session: Session, signal: Departure) {
    // The one that asks is counted already.
    if (running.size > mostAtOnce) {
      throw refusal('RATE_LIMITED', `A socket may run ${mostAtOnce} operations at once.`);
    }
    const { variables, wantsCost, ...text } = asked;
    const scope = await session.scope();
    const prepared = pipeline.prepare(text, scope);
    return { prepared, variables, scope, signal, wantsCost, acceptsDeferred: true };
  }

  /** @param refusedBy - the trace that a refusal names. */
  async function open(asked: Asked, session: Session, signal: Departure, refusedBy: string) {
    const startedAt = performance.now();
    const tell = (traceId: string, codes: readonly ErrorCode[]) => {
      const durationMs = performance.now() - startedAt;
      witness.served({ transport: 'websocket', durationMs, traceId, codes });
    };
    try {
      const operation = await prepare(asked, session, signal);
      const { stream, codes } = await resultsOf(pipeline, witness, operation, outbox.backlog);
      tell(operation.scope.traceId, codes);
      return stream;
    } catch (error) {
      tell(refusedBy, [codeOf(asGraphQLError(error))]);
      throw error;
    }
  }

  async function deliver(
    id: string,
    results: Stream<LiveResult>,
    session: Session,
    signal: Departure,
  ): Promise<void> {
    const end = () => void results.return();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    for await (const { text } of results) {
      if (!session.isOpen()) return;
      await outbox.send(nextMessage(id, text));
    }
  }

  return {
    has: (id) => running.has(id),

    async run(id, asked, session) {
      const own = new Departing();
      const traceId = newTraceId();
      running.set(id, own);
      // Its id may belong to another operation by the time it ends.
      const release = () => running.get(id) === own && running.delete(id);
      try {
        const results = await open(asked, session, own, traceId);
        await deliver(id, results, session, own);
        if (release()) void outbox.send(completeMessage(id));
      } catch (error) {
        if (release()) refuse(id, error, traceId);
      }
    },

    complete(id) {
      running.get(id)?.abort();
      running.delete(id);
    },

    endAll() {
      for (const own of running.values()) own.abort();
      running.clear();
    },
  };
}
