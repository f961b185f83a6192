import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { SettingsReader } from '../config.ts';

/** What to do with the spans of this process. */
export interface TracingSettings {
  /** Where OTLP over HTTP is taken: 'http://collector:4318'. Undefined where nobody outside is told. */
  readonly collectorUrl: string | undefined;
  /** From 0 to 1: share of the traces begun here that are kept. */
  readonly sampleRatio: number;
}

/** The names are OpenTelemetry's own. */
export function readTracingSettings(settings: SettingsReader): TracingSettings {
  const name = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const collectorUrl = settings.has(name) ? settings.url(name, ['http:', 'https:']) : undefined;
  const ratio = settings.optional('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const sampleRatio = /^(0|1|0?\.\d+|1\.0+|0\.0*)$/.test(ratio) ? Number(ratio) : Number.NaN;
  if (Number.isNaN(sampleRatio)) {
    settings.complain('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  }
  return { collectorUrl, sampleRatio };
}

/** The exporter to the collector that is configured, or none. */
export function collectorExporters({ collectorUrl }: TracingSettings): readonly SpanExporter[] {
  if (collectorUrl === undefined) return [];
  const url = new URL('v1/traces', collectorUrl.endsWith('/') ? collectorUrl : `${collectorUrl}/`);
  return [new OTLPTraceExporter({ url: url.href })];
}
