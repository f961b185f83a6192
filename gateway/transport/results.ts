import { OperationTypeNode } from 'graphql';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { showResult } from '../answering.ts';
import { type Answer, isDeferred, readAnswer } from '../engine/engine.ts';
import { asGraphQLError } from '../errors.ts';
import type { Backlog, LiveResult } from '../live/subscriber.ts';
import type { AdmittedOperation, Pipeline } from '../pipeline.ts';
import type { Remarks } from '../remarks.ts';
import type { Witness } from '../witness.ts';
import { writeDeferred } from './deferred.ts';

/**
 * Everything that an operation of any kind gives, for a transport that can send more than one result. Never throws:
 * what fails is its last result.
 */
export async function resultsOf(
  pipeline: Pick<Pipeline, 'execute' | 'subscribe'>,
  witness: Witness,
  operation: AdmittedOperation,
  backlog: Backlog,
): Promise<Stream<LiveResult>> {
  const { traceId } = operation.scope;
  const write = (answer: Answer & Remarks) => only(writeAnswer(answer, traceId, witness));
  try {
    if (operation.prepared.definition.operation === OperationTypeNode.SUBSCRIPTION) {
      const found = await pipeline.subscribe(operation, backlog);
      return Symbol.asyncIterator in found ? found : only(found);
    }
    const answer = await pipeline.execute(operation);
    return isDeferred(answer)
      ? writeDeferred(answer, 'august2022', traceId, witness)
      : write(answer);
  } catch (error) {
    return write({ errors: [asGraphQLError(error)] });
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
