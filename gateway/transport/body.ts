import type { IncomingMessage } from 'node:http';
import { refusal } from '../../subgraphs/kernel/errors.ts';

/** Bodies of operations; there are no uploads. */
export const largestBodyBytes = 256 * 1024;

/**
 * Reads a request's body.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE as soon as it exceeds the limit; BAD_USER_INPUT when it is cut off.
 */
export function readBody(request: IncomingMessage, limitBytes = largestBodyBytes): Promise<Buffer> {
  // By its events: to iterate over a stream takes several times as long.
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= limitBytes) return void parts.push(part);
      request.pause();
      reject(refusal('OPERATION_TOO_LARGE', `A body may not exceed ${limitBytes} bytes.`));
    });
    request.once('end', () => resolve(Buffer.concat(parts)));
    request.once('error', () =>
      reject(refusal('BAD_USER_INPUT', 'The request ended before its body was whole.')),
    );
  });
}

/** Headers of an answer to a request of which something is left that is not worth reading. */
export function unreadHeaders({ complete }: IncomingMessage): Readonly<Record<string, string>> {
  return complete ? {} : { connection: 'close' };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

const jsonType = /^application\/json *(;|$)/i;

/**
 * The JSON of a body that calls itself so: any other type a page elsewhere could send without being asked, and a
 * compressed one could hold more than its length tells.
 *
 * @throws GraphQLError BAD_USER_INPUT when the body is anything but plain JSON in UTF-8.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!jsonType.test(request.headers['content-type'] ?? '')) {
    throw refusal('BAD_USER_INPUT', 'Send operations with the content-type application/json.');
  }
  if (request.headers['content-encoding'] !== undefined) {
    throw refusal('BAD_USER_INPUT', 'Send operations without a content-encoding.');
  }
  const body = await readBody(request);
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw refusal('BAD_USER_INPUT', 'The body is not JSON in UTF-8.');
  }
}
