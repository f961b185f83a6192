/** An OTLP/JSON export of a trace of two spans, each of whose texts is told. */
export function exportTrace(trace: {
  readonly tenantId: string;
  readonly projectId: string;
  readonly traceId: string;
  readonly told: (what: string) => string;
}): object {
  const { tenantId, projectId, traceId, told } = trace;
  const start = BigInt(Date.now()) * 1_000_000n;
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const span = (spanId: string, name: string, more: object) => ({
    traceId,
    spanId,
    name: told(name),
    kind: 2,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 5_000_000n),
    status: { code: 2, message: told('status') },
    attributes: [attribute('http.route', told('route'))],
    events: [{ timeUnixNano: String(start), name: told('event') }],
    ...more,
  });
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [
            attribute('service.name', told('service')),
            attribute('service.version', told('version')),
            attribute('factory.agent.id', told('agent')),
            attribute('factory.tenantId', tenantId),
            attribute('factory.projectId', projectId),
          ],
        },
        scopeSpans: [
          {
            spans: [
              span('00000000000000a1', 'root', {}),
              span('00000000000000a2', 'child', { parentSpanId: '00000000000000a1' }),
            ],
          },
        ],
      },
    ],
  };
}
