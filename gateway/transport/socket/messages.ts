import type { GraphQLFormattedError } from 'graphql';
import { isMembers } from '../asked.ts';

// The messages of graphql-transport-ws (PROTOCOL.md of graphql-ws), and how its sockets are closed.

/** Codes of the protocol, and our own beside them. Clients connect again by themselves after some, not after others. */
export const closeCodes = {
  /** Of RFC 6455: this process goes away; others, or the next one, are there. */
  restart: 1012,
  policyViolation: 1008,
  tryAgainLater: 1013,
  /** Of our own: so much waits for a reader that it must resume. */
  slowConsumer: 4290,
  badRequest: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  subprotocolNotAcceptable: 4406,
  initTimeout: 4408,
  subscriberExists: 4409,
  tooManyInits: 4429,
  internalError: 4500,
} as const;

type Payload = Readonly<Record<string, unknown>>;

/** What a client may say. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload?: Payload | undefined }
  | { readonly type: 'ping' | 'pong'; readonly payload?: Payload | undefined }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: Payload }
  | { readonly type: 'complete'; readonly id: string };

/** Reads a message; undefined when it is none of the protocol's. */
export function readMessage(text: string): ClientMessage | undefined {
  const message = readJson(text);
  if (!isMembers(message)) return undefined;
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_init':
    case 'ping':
    case 'pong':
      if (payload === undefined || payload === null) return { type };
      return isMembers(payload) ? { type, payload } : undefined;
    case 'subscribe':
      return isId(id) && isMembers(payload) ? { type, id, payload } : undefined;
    case 'complete':
      return isId(id) ? { type, id } : undefined;
    default:
      return undefined;
  }
}

export const connectionAck = '{"type":"connection_ack"}';

export function pongMessage(payload?: Payload): string {
  return JSON.stringify({ type: 'pong', ...(payload ? { payload } : {}) });
}

/** @param result - the JSON text of a result; it is written once for all who get it. */
export function nextMessage(id: string, result: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":${result}}`;
}

/** Of an operation that was not begun. */
export function errorMessage(id: string, payload: readonly GraphQLFormattedError[]): string {
  return JSON.stringify({ id, type: 'error', payload });
}

export function completeMessage(id: string): string {
  return JSON.stringify({ id, type: 'complete' });
}

const utf8 = new TextEncoder();
/** What RFC 6455 leaves a control frame beside its code. */
const longestReasonBytes = 123;

/** As much of a reason as a close frame can hold, in whole characters. */
export function closeReason(text: string): string {
  const { read } = utf8.encodeInto(text, new Uint8Array(longestReasonBytes));
  return text.slice(0, read);
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && id !== '';
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
