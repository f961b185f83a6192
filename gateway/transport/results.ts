import { OperationTypeNode } from 'graphql';
import type { ErrorCode } from '../../subgraphs/kernel/errors.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { exceeds, tooLargeAnswer } from '../answer-size.ts';
import { showResult } from '../answering.ts';
import { type Answer, isDeferred, readAnswer } from '../engine/engine.ts';
import { asGraphQLError, codeOf } from '../errors.ts';
import type { Backlog, LiveResult } from '../live/subscriber.ts';
import { codesOf, refusalCodesOf } from '../observe/observed-pipeline.ts';
import type { AdmittedOperation, Pipeline } from '../pipeline.ts';
import type { Remarks } from '../remarks.ts';
import type { Witness } from '../witness.ts';
import { writeDeferred } from './deferred.ts';

/** An operation of any kind under way, for a transport that can send more than one result. */
export interface Results {
  readonly stream: Stream<LiveResult>;
  /** Codes of the errors in its answer, or for which it was refused. */
  readonly codes: readonly ErrorCode[];
}

/** Runs an operation, or opens it. Never throws: what fails is its last result. */
export async function resultsOf(
  pipeline: Pick<Pipeline, 'execute' | 'subscribe' | 'mostAnswerBytes'>,
  witness: Witness,
  operation: AdmittedOperation,
  backlog: Backlog,
): Promise<Results> {
  const { traceId } = operation.scope;
  const { mostAnswerBytes } = pipeline;
  try {
    if (operation.prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
      const found = await pipeline.subscribe(operation, backlog);
      return { stream: 'text' in found ? only(found) : found, codes: refusalCodesOf(found) };
    }
    const answer = await pipeline.execute(operation);
    if (isDeferred(answer)) {
      const parts = writeDeferred(answer, 'august2022', traceId, witness);
      return { stream: boundedParts(parts, mostAnswerBytes), codes: codesOf(answer) };
    }
    const written = writeAnswer(answer, traceId, witness, mostAnswerBytes);
    const codes = written.isTooLarge ? (['OPERATION_TOO_LARGE'] as const) : codesOf(answer);
    return { stream: only(written), codes };
  } catch (error) {
    const refused = asGraphQLError(error);
    const written = writeAnswer({ errors: [refused] }, traceId, witness);
    return { stream: only(written), codes: [codeOf(refused)] };
  }
}

/** A whole answer as it is sent. */
export interface WrittenResult extends LiveResult {
  /** Whether an error stands in its place. */
  readonly isTooLarge: boolean;
}

export function writeAnswer(
  answer: Answer & Remarks,
  traceId: string,
  witness: Witness,
  mostBytes = Number.POSITIVE_INFINITY,
): WrittenResult {
  const text = textOf(answer, traceId, witness);
  if (!exceeds(text, mostBytes)) return { text, place: undefined, isTooLarge: false };
  const { told } = answer;
  const instead = { errors: [tooLargeAnswer(mostBytes)], data: null, told };
  return { text: textOf(instead, traceId, witness), place: undefined, isTooLarge: true };
}

function textOf(answer: Answer & Remarks, traceId: string, witness: Witness): string {
  const { told } = answer;
  return 'dataText' in answer
    ? `{"data":${answer.dataText}${told ? `,"extensions":${JSON.stringify(told)}` : ''}}`
    : JSON.stringify(showResult(readAnswer(answer), traceId, witness, told));
}

/**
 * The parts of an answer as long as they are not too much together.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE, from the stream, instead of the part that would be.
 */
export function boundedParts(parts: Stream<LiveResult>, mostBytes: number): Stream<LiveResult> {
  let leftBytes = mostBytes;
  return mapStream(parts, (part) => {
    leftBytes -= Buffer.byteLength(part.text);
    if (leftBytes < 0) throw tooLargeAnswer(mostBytes);
    return part;
  });
}

/** A stream of one result. */
export function only(result: LiveResult): Stream<LiveResult> {
  const left = [result];
  const next = async (): Promise<IteratorResult<LiveResult, void>> => {
    const value = left.shift();
    return value ? { done: false, value } : { done: true, value: undefined };
  };
  return mapStream({ next }, (each) => each);
}
