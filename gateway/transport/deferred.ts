import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { showErrors, showResult } from '../answering.ts';
import type { DeferredAnswer, DeferredStep, DeliveredPart, PendingPart } from '../engine/engine.ts';
import type { LiveResult } from '../live/subscriber.ts';
import type { Remarks } from '../remarks.ts';
import type { Witness } from '../witness.ts';

// An answer in parts, as the two proposals write it. That of August 2022 (`deferSpec=20220824`) tells each part's
// place when it comes; that of today (`incrementalSpec=v0.2`) announces every part by an id and completes it by that.

/** How one proposal writes the answer. */
interface Notation {
  initial(answer: DeferredAnswer): object;
  step(step: DeferredStep, show: ShowErrors): object;
}

/** The errors of a part as a member, or nothing. */
type ShowErrors = (part: DeliveredPart) => { readonly errors?: readonly object[] };

const august2022: Notation = {
  initial: () => ({ hasNext: true }),
  step: ({ delivered, hasNext }, show) => ({
    ...(delivered.length === 0
      ? {}
      : {
          incremental: delivered.map((part) => ({
            ...labelOf(part),
            path: part.path,
            data: part.data,
            ...show(part),
          })),
        }),
    hasNext,
  }),
};

const today: Notation = {
  initial: ({ announced }) => ({ pending: announced.map(pending), hasNext: true }),
  step: ({ delivered, announced, hasNext }, show) => {
    const whole = delivered.filter(({ data }) => data !== null);
    return {
      ...(announced.length === 0 ? {} : { pending: announced.map(pending) }),
      ...(whole.length === 0
        ? {}
        : {
            incremental: whole.map((part) => ({ id: part.id, data: part.data, ...show(part) })),
          }),
      ...(delivered.length === 0
        ? {}
        : {
            // A part that an error has taken whole is completed by that error.
            completed: delivered.map((part) => ({
              id: part.id,
              ...(part.data === null ? show(part) : {}),
            })),
          }),
      hasNext,
    };
  },
};

export const notations = { august2022, today } as const;

/** The results that tell an answer in parts, in order. */
export function writeDeferred(
  answer: DeferredAnswer & Remarks,
  notation: keyof typeof notations,
  traceId: string,
  witness: Witness,
): Stream<LiveResult> {
  const { initial, step } = notations[notation];
  const show: ShowErrors = ({ errors }) =>
    errors.length === 0 ? {} : { errors: showErrors(errors, traceId, witness) };
  const shown = showResult(answer.initial, traceId, witness, answer.told);
  const first = { ...shown, ...initial(answer) };
  const rest = mapStream(answer.subsequent, (found) => written(step(found, show)));
  let isBegun = false;
  const next = async () => {
    if (isBegun) return rest.next();
    isBegun = true;
    return { done: false, value: written(first) } as const;
  };
  return mapStream<LiveResult, LiveResult>({ next, return: () => rest.return() }, (each) => each);
}

function written(result: object): LiveResult {
  return { text: JSON.stringify(result), place: undefined };
}

function pending({ id, path, label }: PendingPart): object {
  return { id, path, ...(label === undefined ? {} : { label }) };
}

function labelOf({ label }: PendingPart): object {
  return label === undefined ? {} : { label };
}
