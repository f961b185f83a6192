import { OperationTypeNode } from 'graphql';
import type { ErrorCode } from '../../subgraphs/kernel/errors.ts';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
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
  pipeline: Pick<Pipeline, 'execute' | 'subscribe'>,
  witness: Witness,
  operation: AdmittedOperation,
  backlog: Backlog,
): Promise<Results> {
  const { traceId } = operation.scope;
  const write = (answer: Answer & Remarks) => only(writeAnswer(answer, traceId, witness));
  try {
    if (operation.prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
      const found = await pipeline.subscribe(operation, backlog);
      return { stream: 'text' in found ? only(found) : found, codes: refusalCodesOf(found) };
    }
    const answer = await pipeline.execute(operation);
    const stream = isDeferred(answer)
      ? writeDeferred(answer, 'august2022', traceId, witness)
      : write(answer);
    return { stream, codes: codesOf(answer) };
  } catch (error) {
    const refused = asGraphQLError(error);
    return { stream: write({ errors: [refused] }), codes: [codeOf(refused)] };
  }
}

export function writeAnswer(
  answer: Answer & Remarks,
  traceId: string,
  witness: Witness,
): LiveResult {
  const { told } = answer;
  const text =
    'dataText' in answer
      ? `{"data":${answer.dataText}${told ? `,"extensions":${JSON.stringify(told)}` : ''}}`
      : JSON.stringify(showResult(readAnswer(answer), traceId, witness, told));
  return { text, place: undefined };
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
