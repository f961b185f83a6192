import {
  createSourceEventStream,
  type ExecutionResult,
  execute,
  type SubscriptionArgs,
} from 'graphql';
import { readTraceparent, writeTraceparent } from './scope/scope-headers.ts';
import { mapStream, type Stream } from './stream.ts';
import { type EventPlace, type ForEvent, untraced } from './tracing/event-traces.ts';

// Beside each result travels, in its `extensions`, the cursor behind which the stream can be resumed, whether the
// client selected one or not. A stream that can be resumed says so before its first event, by a result that holds
// its starting cursor and nothing else: a mark. A traced result also says where its event is dealt with. All of it is
// meant for the gateway and goes no further.

/** As graphql-js's `subscribe`, with the places of the stream. */
export async function openResults(
  operation: SubscriptionArgs,
  forEvent: ForEvent = untraced,
): Promise<Stream<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(operation);
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  const resultOf = (event: unknown) =>
    forEvent(async (place) => traced(await execute({ ...operation, rootValue: event }), place));
  const start = memberOf(source, 'startsAfter');
  if (start === undefined) return mapStream(events, resultOf);
  const results = mapStream(events, async (event) => placed(await resultOf(event), event));
  return startingWith({ extensions: { cursor: start } }, results);
}

/** The place of a result in its stream; undefined where the stream cannot be resumed. */
export function placeOf({ extensions }: ExecutionResult): string | undefined {
  const cursor = extensions?.['cursor'];
  return typeof cursor === 'string' ? cursor : undefined;
}

/** Where the event of a result has been dealt with; null where nobody traces it. */
export function tracedAt({ extensions }: ExecutionResult): EventPlace | null {
  return readTraceparent(extensions?.['traceparent']);
}

/** Whether a result only says where the stream stands. */
export function isMark(result: ExecutionResult): boolean {
  return result.data === undefined && !result.errors && placeOf(result) !== undefined;
}

function placed(result: ExecutionResult, event: unknown): ExecutionResult {
  const cursor = memberOf(event, 'cursor');
  if (cursor === undefined) return result;
  return { ...result, extensions: { ...result.extensions, cursor } };
}

function traced(result: ExecutionResult, place: EventPlace | undefined): ExecutionResult {
  if (!place) return result;
  const traceparent = writeTraceparent(place.traceId, place);
  return { ...result, extensions: { ...result.extensions, traceparent } };
}

function startingWith<Item>(first: Item, rest: Stream<Item>): Stream<Item> {
  let isGiven = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (isGiven) return rest.next();
      isGiven = true;
      return Promise.resolve({ done: false, value: first });
    },
    return() {
      isGiven = true;
      return rest.return();
    },
    throw: (error) => rest.throw(error),
  };
}

function memberOf(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined;
  const found = Reflect.get(value, name);
  return typeof found === 'string' ? found : undefined;
}
