import type { ServerResponse } from 'node:http';
import { type ErrorCode, refusal } from '../../subgraphs/kernel/errors.ts';
import { showErrors } from '../answering.ts';
import { asGraphQLError } from '../errors.ts';
import type { AdmittedOperation, Arrival, Pipeline } from '../pipeline.ts';
import type { Witness } from '../witness.ts';
import type { StreamForm } from './framing.ts';
import type { Outboxes } from './outbox.ts';
import { openResponseStream, type ResponseStream } from './response-stream.ts';
import { resultsOf } from './results.ts';
import type { Sessions } from './sessions.ts';

export interface StreamLimits {
  readonly heartbeatMs: number;
  /** After which a subscription must be opened anew; its client resumes. */
  readonly lifeMs: number;
}

export const streamLimits: StreamLimits = { heartbeatMs: 10_000, lifeMs: 60 * 60_000 };

export interface StreamingOptions {
  readonly pipeline: Pipeline;
  readonly witness: Witness;
  readonly sessions: Sessions;
  readonly outboxes: Outboxes;
  readonly limits: StreamLimits;
}

/** Subscriptions, and answers in parts, as responses that go on. */
export interface Streaming {
  /** Opens a response that takes results. */
  open(response: ServerResponse, form: StreamForm, arrival: Arrival): ResponseStream;
  /**
   * Begins a subscription, which goes on until it or its session ends.
   *
   * @returns the codes for which it was refused, in its only result.
   * @throws GraphQLError UNAUTHENTICATED, FORBIDDEN or RATE_LIMITED, before anything was answered.
   */
  subscribe(
    response: ServerResponse,
    form: StreamForm,
    operation: AdmittedOperation,
    arrival: Arrival,
  ): Promise<readonly ErrorCode[]>;
  /**
   * Ends every subscription, so that its client comes back elsewhere.
   *
   * @param spreadMs - over how long, so that they do not all come back at once.
   */
  stop(spreadMs: number): Promise<void>;
}

export function createStreaming(options: StreamingOptions): Streaming {
  const { pipeline, witness, sessions, outboxes, limits } = options;
  const live = new Set<ResponseStream>();

  function open(response: ServerResponse, form: StreamForm, { traceId }: Arrival): ResponseStream {
    const { heartbeatMs } = limits;
    const show = (error: unknown) => showErrors([asGraphQLError(error)], traceId, witness);
    return openResponseStream(response, { form, traceId, outboxes, heartbeatMs, show });
  }

  return {
    open,

    async subscribe(response, form, operation, arrival) {
      let stream: ResponseStream | undefined;
      const end = (reason: unknown) => stream?.fail(reason);
      const session = await sessions.open(arrival, end);
      // Its client may have gone while it was looked up; nobody would be told of that again.
      if (response.destroyed) {
        sessions.close(session);
        return [];
      }
      if (!session.isOpen()) {
        sessions.close(session);
        throw refusal('FORBIDDEN', 'Your access has changed');
      }
      const opened = open(response, form, arrival);
      stream = opened;
      live.add(opened);
      const life = setTimeout(opened.breakOff, limits.lifeMs).unref();
      response.once('close', () => {
        clearTimeout(life);
        sessions.close(session);
        live.delete(opened);
      });
      const { backlog } = opened.outbox;
      const results = await resultsOf(pipeline, witness, operation, backlog);
      // It goes on for as long as it likes; this request has been answered.
      void opened.deliver(results.stream, session.isOpen);
      return results.codes;
    },

    async stop(spreadMs) {
      await Promise.all([...live].map((stream) => end(stream, spreadMs)));
    },
  };
}

async function end({ breakOff, closed }: ResponseStream, spreadMs: number): Promise<void> {
  setTimeout(breakOff, Math.random() * spreadMs);
  await closed;
}
