import type { IncomingMessage, ServerResponse } from 'node:http';
import { asGraphQLError, codeOf, present, statusOf } from '../errors.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { Pipeline } from '../pipeline.ts';
import { newTraceId } from '../trace-id.ts';
import type { Witness } from '../witness.ts';
import { readBody } from './body.ts';
import { originOf } from './origin.ts';

/** Compressed; what it may become is the Observability subgraph's own limit. */
const largestExportBytes = 4 * 1024 * 1024;

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
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 2, message }));
  }
}
