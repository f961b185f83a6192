import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { holdsScope } from '../authorization/holder.ts';
import { asGraphQLError, codeOf, present, statusOf } from '../errors.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { readBody, unreadHeaders } from './body.ts';
import { originOf } from './origin.ts';
import { refusalHeaders } from './rate-headers.ts';

/** Compressed; what it may become is the Observability subgraph's own limit. */
const largestExportBytes = 4 * 1024 * 1024;

const permission = 'telemetry:ingest';

/** Codes of google.rpc.Status by the HTTP status of a refusal; 2 is none of them. */
const rpcCodes: ReadonlyMap<number, number> = new Map([
  [400, 3],
  [401, 16],
  [403, 7],
  [429, 8],
  [503, 14],
]);

/** OTLP over HTTP: authenticated here like everything else, understood by the Observability subgraph. */
export async function takeTelemetry(
  pipeline: Pipeline,
  ports: ReadonlyMap<string, SubgraphPort>,
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { authorization } = request.headers;
  const arrival = { ...originOf(request), authorization, traceId: newTraceId() };
  try {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const identity = await pipeline.authenticate(arrival);
    const scope = await pipeline.scope(identity, arrival);
    const observability = ports.get('observability');
    if (!observability) return void response.writeHead(404).end();
    await pipeline.count(scope);
    // The subgraph says the same, but only when it has the whole body.
    if (!holdsScope(scope, permission)) {
      throw refusal('FORBIDDEN', `This needs the permission ${permission}.`);
    }
    const body = await readBody(request, largestExportBytes);
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const taken = await observability.internal(
      'traces',
      { contentType, contentEncoding, body },
      scope,
    );
    response.writeHead(taken.status, { 'content-type': taken.contentType }).end(taken.body);
  } catch (error) {
    const refused = asGraphQLError(error);
    if (codeOf(refused) === 'INTERNAL') witness.fault(error, arrival.traceId);
    const { message } = present(refused, arrival.traceId);
    // Exporters send again after a 503, and give up after a 500. The body is google.rpc.Status.
    const status = codeOf(refused) === 'INTERNAL' ? 503 : statusOf[codeOf(refused)];
    response.writeHead(status, {
      'content-type': 'application/json',
      ...unreadHeaders(request),
      ...refusalHeaders(refused),
    });
    response.end(JSON.stringify({ code: rpcCodes.get(status) ?? 2, message }));
  }
}
