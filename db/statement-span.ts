import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Asked anew each time: one that is kept stays with the tracing it was first used with. */
const tracer = () => trace.getTracer('factory-supergraph');

/** Runs what speaks to the database inside a span, where somebody traces the request it belongs to. */
export function inStatementSpan<Result>(
  database: string,
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!trace.getActiveSpan()?.isRecording()) return work();
  const [operation = ''] = text.split(' ', 1);
  const attributes = {
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'db.operation.name': operation.toUpperCase(),
    // Every statement is parameterised: the text holds no value.
    'db.query.text': text,
  };
  const name = `${operation.toUpperCase()} ${database}`;
  return tracer().startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, (span) =>
    work().then(
      (result) => {
        span.end();
        return result;
      },
      (error: unknown) => {
        span.setStatus({ code: SpanStatusCode.ERROR }).end();
        throw error;
      },
    ),
  );
}

/** Notes a statement of a transaction on the transaction's span. */
export function noteStatement(text: string): void {
  trace.getActiveSpan()?.addEvent('statement', { 'db.query.text': text });
}
