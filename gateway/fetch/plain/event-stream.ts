import type { ExecutionResult } from 'graphql';
import type { Dispatcher } from 'undici';
import { mapStream, type Stream } from '../../../subgraphs/kernel/stream.ts';
import type { Departure } from '../departure.ts';
import { failureOf, SubgraphFailure } from '../failure.ts';
import { type Answering, readAnswerText } from './answer.ts';
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';

export interface EventStreamOptions extends Answering {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly largestAnswerBytes: number;
  readonly signal?: Departure | undefined;
}

/**
 * A subscription by "GraphQL over Server-Sent Events", a connection of its own. A subgraph that answers with JSON
 * instead has its say as the one result.
 *
 * @throws SubgraphFailure
 */
export async function openEventStream(
  dispatcher: Dispatcher,
  options: EventStreamOptions,
): Promise<Stream<ExecutionResult> | ExecutionResult> {
  const { name, path, body, headers, largestAnswerBytes, signal } = options;
  // Some servers know a stream's request by exactly this.
  const accept = 'text/event-stream';
  const opening = dispatcher.request({
    method: 'POST',
    path,
    body,
    headers: { ...headers, accept, 'content-type': 'application/json' },
    // A stream is silent for as long as nothing happens.
    bodyTimeout: 0,
    ...(signal ? { signal } : {}),
  });
  const answer = await opening.catch((error) => Promise.reject(failureOf(name, error)));
  const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
  if (!isStream) {
    const text = await answer.body.text().catch(() => '');
    return readAnswerText(options, text, answer.statusCode);
  }
  // Whoever ends it before its first event reads it nowhere, and nobody would hear of the end.
  answer.body.on('error', () => {});
  const events = readServerSentEvents(answer.body, largestAnswerBytes);
  const source: AsyncIterator<ExecutionResult, void, void> = {
    next: () => nextResult(events, options),
    async return() {
      answer.body.destroy();
      return { done: true, value: undefined };
    },
  };
  return mapStream(source, (result) => result);
}

async function nextResult(
  events: AsyncIterator<ServerSentEvent, void, undefined>,
  answering: Answering,
): Promise<IteratorResult<ExecutionResult, void>> {
  const { done, value } = await events
    .next()
    .catch((error) => Promise.reject(failureOf(answering.name, error)));
  // It must say that it has ended.
  if (done || !value) throw new SubgraphFailure(answering.name, 'lost');
  if (value.event === 'complete') return { done: true, value: undefined };
  if (value.event !== 'next') return nextResult(events, answering);
  return { done: false, value: readAnswerText(answering, value.data, 200) };
}
