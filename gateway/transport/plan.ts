import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '../../subgraphs/kernel/errors.ts';
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
 * `POST /graphql/plan`: the plan of an operation as text, for whoever may read the schema. Nothing is executed.
 *
 * @param isAllowed - whether the schema is open: a plan names subgraphs and fields that only it tells of.
 */
export async function answerPlan(
  pipeline: Pipeline,
  witness: Witness,
  isAllowed: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { authorization } = request.headers;
  const arrival = { ...originOf(request), authorization, traceId: newTraceId() };
  try {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const scope = await pipeline.scope(await pipeline.authenticate(arrival), arrival);
    const asked = await pipeline.read(scope, () => {
      if (!isAllowed) throw refusal('FORBIDDEN', 'Plans are shown where the schema is open.');
      return readAsked(request);
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
