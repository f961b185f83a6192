import { randomBytes } from 'node:crypto';

/** 2026-01-31T12:00:00Z. */
export const noonNano = 1_769_860_800_000_000_000n;

export const newTraceId = () => randomBytes(16).toString('hex');
export const spanId = (number: number) => number.toString(16).padStart(16, '0');
export const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A span of OTLP/JSON that starts `number` milliseconds after noon and takes half of one. */
export function span(traceId: string, number: number, parent: number | null, more: object = {}) {
  const start = noonNano + BigInt(number) * 1_000_000n;
  return {
    traceId,
    spanId: spanId(number),
    ...(parent === null ? {} : { parentSpanId: spanId(parent) }),
    name: `span ${number}`,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 500_000n),
    ...more,
  };
}
