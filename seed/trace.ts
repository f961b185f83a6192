/** A small trace of a hotel search as an OTLP/JSON export: one request, a slow query, an agent's step. */
export function traceExport(
  tenantId: string,
  projectId: string,
  traceId: string,
  at: Date,
): object {
  const startMs = at.getTime();
  const nanos = (offsetMs: number) => String(BigInt(startMs + offsetMs) * 1_000_000n);
  const span = (id: number, parent: number | null, name: string, from: number, to: number) => ({
    traceId,
    spanId: String(id).padStart(16, '0'),
    ...(parent === null ? {} : { parentSpanId: String(parent).padStart(16, '0') }),
    name,
    kind: parent === null ? 2 : 1,
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    status: { code: to - from > 3_000 ? 2 : 1 },
  });
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [
            text('service.name', 'booking-search'),
            text('service.version', '2.4.0'),
            text('deployment.environment.name', 'prod'),
            text('factory.tenantId', tenantId),
            text('factory.projectId', projectId),
          ],
        },
        scopeSpans: [
          {
            spans: [
              span(1, null, 'GET /search', 0, 4_100),
              span(2, 1, 'rank offers', 40, 600),
              span(3, 1, 'select offers', 620, 4_050),
            ],
          },
        ],
      },
    ],
  };
}
