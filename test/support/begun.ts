import type { ExecutionResult } from 'graphql';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { isMark } from '../../subgraphs/kernel/subscription.ts';

/** A subgraph's stream behind its starting mark, which is meant for the gateway. */
export async function begun(
  stream: Stream<ExecutionResult> | ExecutionResult,
): Promise<Stream<ExecutionResult>> {
  if (!(Symbol.asyncIterator in stream)) {
    throw new Error(stream.errors?.map(({ message }) => message).join('\n'));
  }
  const first = await stream.next();
  if (!first.done && isMark(first.value)) return stream;
  throw new Error(`It began without a mark: ${JSON.stringify(first)}`);
}
