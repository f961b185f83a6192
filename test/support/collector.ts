import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ingestOtlp } from '../../subgraphs/observability/tracing/intake.ts';
import type { ReceivedSpan } from '../../subgraphs/observability/tracing/span/domain.ts';

/** A collector of OpenTelemetry: what exporters of other processes have sent it, over HTTP. */
export interface Collector {
  /** As `OTEL_EXPORTER_OTLP_ENDPOINT` wants it. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  stop(): Promise<void>;
}

export async function openCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (request, response) => {
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const isExport = request.method === 'POST' && request.url === '/v1/traces';
    if (!isExport) return void response.writeHead(404).end();
    const exported = { contentType, contentEncoding, body: await buffer(request) };
    const answer = await ingestOtlp(exported, async (received) => {
      spans.push(...received);
      return [];
    });
    response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
