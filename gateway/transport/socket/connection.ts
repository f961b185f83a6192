import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { RawData, WebSocket } from 'ws';
import { asGraphQLError, codeOf, present } from '../../errors.ts';
import type { Asked, Pipeline } from '../../pipeline.ts';
import { newTraceId } from '../../trace-id.ts';
import type { Witness } from '../../witness.ts';
import { type AllowanceLimits, createAllowance } from '../allowance.ts';
import { askedIn } from '../asked.ts';
import { originOf } from '../origin.ts';
import type { Outboxes } from '../outbox.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import {
  type ClientMessage,
  closeCodes,
  closeReason,
  connectionAck,
  pongMessage,
  readMessage,
} from './messages.ts';
import { socketOperations } from './operations.ts';

export interface SocketLimits {
  readonly operations: number;
  readonly messages: AllowanceLimits;
  /** Within which a socket must say who it is. */
  readonly initMs: number;
  /** After which it must be opened anew; its client resumes. */
  readonly lifeMs: number;
}

export const socketLimits: SocketLimits = {
  operations: 50,
  messages: { atOnce: 120, perSecond: 10 },
  initMs: 3_000,
  lifeMs: 60 * 60_000,
};

export interface ConnectionOptions {
  readonly pipeline: Pipeline;
  readonly witness: Witness;
  readonly sessions: Sessions;
  readonly outboxes: Outboxes;
  readonly limits: SocketLimits;
}

/**
 * The life of one socket, by the protocol document of graphql-transport-ws:
 *
 *   opened --> connection_init --> acknowledged --> subscribe, complete, ping --> closed
 */
export function openConnection(
  socket: WebSocket,
  request: IncomingMessage,
  options: ConnectionOptions,
): void {
  const { pipeline, witness, sessions, limits } = options;
  const mayStillSend = createAllowance(limits.messages);
  let isInitialised = false;
  let isOver = false;
  let session: Session | undefined;

  const outbox = options.outboxes.open({
    write: (text, done) => socket.send(text, () => done()),
    waitingBytes: () => socket.bufferedAmount,
    cutOff: () =>
      close(closeCodes.slowConsumer, 'You read too slowly; resume from your last cursor'),
    destroy: () => socket.terminate(),
  });
  const operations = socketOperations({
    pipeline,
    witness,
    outbox,
    mostAtOnce: limits.operations,
  });
  const timers = [
    setTimeout(() => {
      if (!isInitialised) close(closeCodes.initTimeout, 'Connection initialisation timeout');
    }, limits.initMs),
    setTimeout(() => close(closeCodes.restart, 'This socket is old; connect again'), limits.lifeMs),
  ];

  function over(): void {
    if (isOver) return;
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    operations.endAll();
    outbox.close();
    if (!session) return;
    sessions.close(session);
    witness.sockets(-1);
  }

  function close(code: number, reason: string): void {
    if (isOver) return;
    over();
    socket.close(code, closeReason(reason));
  }

  function closeFor(error: unknown): void {
    const traceId = newTraceId();
    const refused = asGraphQLError(error);
    if (codeOf(refused) === 'INTERNAL') witness.fault(error, traceId);
    close(closeCodeOf(refused), present(refused, traceId).message);
  }

  async function initialise(payload: NonNullable<ClientPayload>): Promise<void> {
    if (isInitialised) {
      return close(closeCodes.tooManyInits, 'Too many initialisation requests');
    }
    isInitialised = true;
    const opened = await sessions.open(arrivalIn(payload, request), closeFor);
    // The socket may have gone while its token was looked at.
    if (isOver) return sessions.close(opened);
    session = opened;
    witness.sockets(1);
    void outbox.send(connectionAck);
  }

  /** A token in a ping takes the place of the one before. Nothing of a ping comes back: a pong costs no more than it. */
  async function answerPing({ payload = {} }: { readonly payload?: ClientPayload }): Promise<void> {
    const authorization = authorizationIn(payload);
    if (authorization === undefined) return void outbox.send(pongMessage());
    if (!session) return void outbox.send(pongMessage({ authorization: 'not yet' }));
    try {
      await session.renew(authorization);
      void outbox.send(pongMessage({ authorization: 'accepted' }));
    } catch (error) {
      const { message } = present(asGraphQLError(error), newTraceId());
      void outbox.send(pongMessage({ authorization: 'refused', message }));
    }
  }

  async function subscribe(id: string, payload: unknown): Promise<void> {
    if (!session) return close(closeCodes.unauthorized, 'Unauthorized');
    if (operations.has(id)) {
      return close(closeCodes.subscriberExists, `Subscriber for ${id} already exists`);
    }
    let asked: Asked;
    try {
      asked = askedIn(payload);
    } catch (error) {
      return close(closeCodes.badRequest, asGraphQLError(error).message);
    }
    await operations.run(id, asked, session);
  }

  async function take(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'connection_init':
        return initialise(message.payload ?? {});
      case 'ping':
        return answerPing(message);
      case 'pong':
        return;
      case 'subscribe':
        return subscribe(message.id, message.payload);
      case 'complete':
        return operations.complete(message.id);
    }
  }

  function receive(data: RawData, isBinary: boolean): void {
    if (isOver) return;
    const message = isBinary ? undefined : readMessage(String(data));
    if (!mayStillSend()) close(closeCodes.policyViolation, 'Too many messages');
    else if (message) take(message).catch(closeFor);
    else close(closeCodes.badRequest, 'Invalid message');
  }

  socket.on('message', receive);
  socket.once('close', over);
}

type ClientPayload = Readonly<Record<string, unknown>> | undefined;

/** The headers of the handshake, which a trusted proxy may have set; `connection_init` adds what they lack. */
function arrivalIn(payload: NonNullable<ClientPayload>, request: IncomingMessage) {
  const authorization = authorizationIn(payload);
  const given = Object.entries(payload).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    authorization: typeof authorization === 'string' ? authorization : undefined,
    ...originOf(request),
    headers: { ...Object.fromEntries(given), ...request.headers },
  };
}

/** Clients write the header's name as they like. */
function authorizationIn(payload: Readonly<Record<string, unknown>>): unknown {
  return payload['authorization'] ?? payload['Authorization'];
}

function closeCodeOf(error: GraphQLError): number {
  switch (codeOf(error)) {
    case 'UNAUTHENTICATED':
      return closeCodes.unauthorized;
    case 'FORBIDDEN':
      return closeCodes.forbidden;
    case 'INTERNAL':
      return closeCodes.internalError;
    default:
      return closeCodes.tryAgainLater;
  }
}
