import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { showErrors } from '../answering.ts';
import { asGraphQLError, codeOf, statusOf } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { readAsked } from './asked.ts';
import { unreadHeaders } from './body.ts';
import { originOf } from './origin.ts';
import { refusalHeaders } from './rate-headers.ts';

/**
 * `POST /graphql/plan`: the plan of an operation as text, for whoever may read the schema, and for operators of the
 * platform, who look after what is slow. Nothing is executed.
 *
 * @param isOpen - whether everybody may read the schema: a plan names subgraphs and fields that only it tells of.
 */
export async function answerPlan(
  pipeline: Pipeline,
  witness: Witness,
  isOpen: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { authorization } = request.headers;
  const arrival = { ...originOf(request), authorization, traceId: newTraceId() };
  try {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const scope = await pipeline.scope(await pipeline.authenticate(arrival), arrival);
    const asked = await pipeline.read(scope, () => {
      if (isOpen || isOperator(scope)) return readAsked(request);
      throw refusal('FORBIDDEN', 'Plans are shown to operators, and where the schema is open.');
    });
    const plan = await pipeline.explain(pipeline.prepare(asked, scope), scope);
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(plan);
  } catch (error) {
    const refused = asGraphQLError(error);
    const errors = showErrors([refused], arrival.traceId, witness);
    const status = statusOf[codeOf(refused)];
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...unreadHeaders(request),
      ...refusalHeaders(refused),
    });
    response.end(JSON.stringify({ errors }));
  }
}

function isOperator({ actor }: Scope): boolean {
  return actor.grants.some(({ role }) => role === 'PLATFORM_OPERATOR');
}
