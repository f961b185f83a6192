import { refusal } from '../../../subgraphs/kernel/errors.ts';
import { showErrors } from '../../answering.ts';
import { asGraphQLError } from '../../errors.ts';
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
  const running = new Map<string, AbortController>();

  function refuse(id: string, error: unknown): void {
    const errors = showErrors([asGraphQLError(error)], newTraceId(), witness);
    void outbox.send(errorMessage(id, errors));
  }

  async function prepare(asked: Asked, session: Session, signal: AbortSignal) {
    const { variables, wantsCost, ...text } = asked;
    const scope = await session.scope();
    const prepared = pipeline.prepare(text, scope);
    return { prepared, variables, scope, signal, wantsCost, acceptsDeferred: true };
  }

  async function deliver(id: string, asked: Asked, session: Session, own: AbortController) {
    const { signal } = own;
    const operation = await prepare(asked, session, signal);
    const results = await resultsOf(pipeline, witness, operation, outbox.backlog);
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
      if (running.size >= mostAtOnce) {
        const rule = `A socket may run ${mostAtOnce} operations at once.`;
        return refuse(id, refusal('RATE_LIMITED', rule));
      }
      const own = new AbortController();
      running.set(id, own);
      // Its id may belong to another operation by the time it ends.
      const release = () => running.get(id) === own && running.delete(id);
      try {
        await deliver(id, asked, session, own);
        if (release()) void outbox.send(completeMessage(id));
      } catch (error) {
        if (release()) refuse(id, error);
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
