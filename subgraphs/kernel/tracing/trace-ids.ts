import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace-base';

/** The id of the trace that begins in the turn of the loop we are in, where somebody has given it one already. */
let given: string | undefined;

/** Lets the trace that `begin` starts at once have this id. */
export function asTrace<Result>(traceId: string, begin: () => Result): Result {
  given = traceId;
  try {
    return begin();
  } finally {
    given = undefined;
  }
}

const random = new RandomIdGenerator();

/** Random ids, but for a trace that has one. */
export const traceIds: IdGenerator = {
  generateTraceId: () => given ?? random.generateTraceId(),
  generateSpanId: () => random.generateSpanId(),
};
