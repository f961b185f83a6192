import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import type { LiveResult } from '../live/subscriber.ts';
import { mediaTypes } from './accept.ts';
import { framings, type StreamForm } from './framing.ts';
import type { Outbox, Outboxes } from './outbox.ts';

export interface ResponseStreamOptions {
  readonly form: StreamForm;
  readonly traceId: string;
  readonly outboxes: Outboxes;
  readonly heartbeatMs: number;
  /** What clients see of an error. */
  readonly show: (error: unknown) => readonly GraphQLFormattedError[];
}

/** A response that takes the results of one operation as they come. */
export interface ResponseStream {
  readonly outbox: Outbox;
  /**
   * Sends everything, then says that it was everything.
   *
   * @param mayGoOn - asked before each result.
   */
  deliver(results: Stream<LiveResult>, mayGoOn?: () => boolean): Promise<void>;
  /** Ends it before its time, and says why. */
  fail(error: unknown): void;
  /** Ends it without a word, so that its client comes back. */
  breakOff(): void;
  /** Resolves when the response is over. */
  readonly closed: Promise<void>;
}

const tooSlow = refusal('RATE_LIMITED', 'You read too slowly; resume from your last cursor.');

export function openResponseStream(
  response: ServerResponse,
  { form, traceId, outboxes, heartbeatMs, show }: ResponseStreamOptions,
): ResponseStream {
  const framing = framings[form];
  let isOver = false;
  let results: Stream<LiveResult> | undefined;

  const outbox = outboxes.open({
    write: (text, done) => response.write(text, () => done()),
    waitingBytes: () => response.writableLength,
    cutOff: () => fail(tooSlow),
    destroy: () => void response.destroy(),
  });
  const heartbeat = setInterval(() => {
    const isIdle = framing.heartbeat !== '' && !response.writableNeedDrain;
    if (isIdle) void outbox.send(framing.heartbeat);
  }, heartbeatMs).unref();

  function finish(last?: string): void {
    if (isOver) return;
    isOver = true;
    clearInterval(heartbeat);
    outbox.close();
    response.end(last);
    void results?.return();
  }

  function fail(error: unknown): void {
    finish(framing.failure(JSON.stringify(show(error))) + framing.end);
  }

  response.writeHead(200, {
    'content-type': mediaTypes[form],
    'cache-control': 'no-store',
    'x-trace-id': traceId,
    // Proxies would hold back what is meant to come at once.
    'x-accel-buffering': 'no',
  });
  const closed = new Promise<void>((resolve) => {
    response.once('close', () => {
      finish();
      resolve();
    });
  });
  void outbox.send(framing.start);

  return {
    outbox,
    fail,
    closed,
    breakOff: () => finish(),

    async deliver(found, mayGoOn = () => true) {
      results = found;
      if (isOver) await found.return();
      try {
        for await (const result of found) {
          if (!mayGoOn() || isOver) return;
          await outbox.send(framing.result(result));
        }
        finish(framing.end);
      } catch (error) {
        fail(error);
      }
    },
  };
}
