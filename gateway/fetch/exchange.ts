import type { Dispatcher } from 'undici';
import type { Departure } from './departure.ts';
import { SubgraphFailure } from './failure.ts';

/** One request to a subgraph. */
export interface Exchange {
  readonly subgraph: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** A longer answer is not read to its end. */
  readonly largestAnswerBytes: number;
  readonly signal?: Departure | undefined;
}

export interface Exchanged {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Posts and reads the whole answer, without the streams that would be made for each by undici's `request`.
 *
 * @throws SubgraphFailure when the answer is too large or nobody waits for it, else what the connection threw.
 */
export function exchange(dispatcher: Dispatcher, asked: Exchange): Promise<Exchanged> {
  const { subgraph, path, headers, body, largestAnswerBytes, signal } = asked;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let status = 0;
    let controller: Dispatcher.DispatchController | undefined;
    let givenUp: SubgraphFailure | undefined;

    const giveUp = (failure: SubgraphFailure) => {
      givenUp = failure;
      controller?.abort(failure);
      reject(failure);
    };
    const onAbort = () =>
      giveUp(
        signal?.reason instanceof SubgraphFailure
          ? signal.reason
          : new SubgraphFailure(subgraph, 'abandoned'),
      );
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });

    dispatcher.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart(started) {
          controller = started;
          if (givenUp) started.abort(givenUp);
        },
        onResponseStart(_, statusCode) {
          status = statusCode;
        },
        onResponseData(_, chunk) {
          length += chunk.length;
          if (length > largestAnswerBytes) giveUp(new SubgraphFailure(subgraph, 'oversized'));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          signal?.removeEventListener('abort', onAbort);
          const [only] = chunks;
          resolve({ status, body: chunks.length === 1 && only ? only : Buffer.concat(chunks) });
        },
        onResponseError(_, error) {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      },
    );
  });
}
