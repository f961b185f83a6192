import { Buffer } from 'node:buffer';
import type { GraphQLError } from 'graphql';
import { refusal } from '../subgraphs/kernel/errors.ts';

/** A character of JavaScript takes three bytes of UTF-8 at the most. */
const mostBytesOfCharacter = 3;

/** Whether a text takes more than so many bytes; they are counted only where that is not clear from its length. */
export function exceeds(text: string, mostBytes: number): boolean {
  if (text.length * mostBytesOfCharacter <= mostBytes) return false;
  return text.length > mostBytes || Buffer.byteLength(text) > mostBytes;
}

/** Instead of an answer, or a part of one, that is too large to be sent. */
export function tooLargeAnswer(mostBytes: number): GraphQLError {
  return refusal(
    'OPERATION_TOO_LARGE',
    `This operation was executed, but its answer exceeds ${mostBytes} bytes; ask for less.`,
  );
}
