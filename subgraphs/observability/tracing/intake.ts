import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DomainError, type DomainErrorCode } from '../../kernel/domain.ts';
import type { InternalRequest, InternalResponse } from '../../kernel/subgraph.ts';
import { readProtobuf } from './otlp/protobuf.ts';
import {
  exportResponse,
  type OtlpEncoding,
  type StatusCode,
  statusResponse,
} from './otlp/response.ts';
import { spansIn } from './otlp/spans.ts';
import type { ReceivedSpan } from './span/domain.ts';
import type { RejectedSpan } from './trace-record/domain.ts';

/** Takes the spans in and says which it could not. @throws DomainError FORBIDDEN when the sender may send none. */
export type Ingest = (spans: readonly ReceivedSpan[]) => Promise<readonly RejectedSpan[]>;

export interface OtlpLimits {
  /** Of a body, once unpacked. */
  readonly mostBytes: number;
  /** How many times as large as what came a body may unpack. */
  readonly mostRatio: number;
}

export const defaultLimits: OtlpLimits = { mostBytes: 4 * 1024 * 1024, mostRatio: 100 };
/** Below this a ratio says nothing: a few bytes of gzip are mostly its header. */
const smallBytes = 64 * 1024;

const answers: { readonly [code in DomainErrorCode]?: readonly [number, StatusCode] } = {
  INVALID_INPUT: [400, 'INVALID_ARGUMENT'],
  FORBIDDEN: [403, 'PERMISSION_DENIED'],
  QUOTA_EXCEEDED: [413, 'RESOURCE_EXHAUSTED'],
};

/**
 * Answers one OTLP/HTTP export of traces (opentelemetry.io/docs/specs/otlp): protobuf or JSON, as it is or in gzip.
 *
 * A 200 says that all spans were taken but those it names. Every other answer took none, and repeating the same
 * request would not help. What is thrown is a bug or a store that does not answer: the transport says 503, upon
 * which exporters come again.
 */
export async function ingestOtlp(
  request: InternalRequest,
  ingest: Ingest,
  limits: OtlpLimits = defaultLimits,
): Promise<InternalResponse> {
  const encoding = encodingOf(request.contentType);
  const packing = request.contentEncoding?.trim().toLowerCase() || 'identity';
  if (!encoding) return unsupported('Send application/x-protobuf or application/json.');
  if (packing !== 'gzip' && packing !== 'identity') {
    return unsupported('Send it as it is, or in gzip.', encoding);
  }
  try {
    const body = await (packing === 'gzip' ? unpack : asItIs)(request.body, limits);
    const spans = spansIn(encoding === 'application/json' ? readJson(body) : readProtobuf(body));
    const rejected = spans.length === 0 ? [] : await ingest(spans);
    return { status: 200, contentType: encoding, body: exportResponse(rejected, encoding) };
  } catch (error) {
    const answer = error instanceof DomainError ? answers[error.code] : undefined;
    if (!answer || !(error instanceof DomainError)) throw error;
    const [status, code] = answer;
    return { status, contentType: encoding, body: statusResponse(code, error.message, encoding) };
  }
}

function encodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-protobuf' || type === 'application/json' ? type : undefined;
}

function unsupported(message: string, encoding: OtlpEncoding = 'application/json') {
  const body = statusResponse('UNIMPLEMENTED', message, encoding);
  return { status: 415, contentType: encoding, body };
}

function asItIs(body: Buffer, limits: OtlpLimits): Buffer {
  if (body.length > limits.mostBytes) throw tooLarge(limits);
  return body;
}

/** What grows beyond the limits is given up while it grows: a bomb never unfolds. */
async function unpack(packed: Buffer, limits: OtlpLimits): Promise<Buffer> {
  const proportionate = Math.max(packed.length * limits.mostRatio, smallBytes);
  const maxOutputLength = Math.min(limits.mostBytes, proportionate);
  try {
    return await promisify(gunzip)(packed, { maxOutputLength });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limits);
    throw new DomainError('INVALID_INPUT', 'The body is not gzip.');
  }
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new DomainError('INVALID_INPUT', 'The body is not JSON.');
  }
}

function tooLarge({ mostBytes, mostRatio }: OtlpLimits): DomainError {
  const rule = `at most ${mostBytes} bytes, and at most ${mostRatio} times what gzip made of it`;
  return new DomainError('QUOTA_EXCEEDED', `A body may have ${rule}.`);
}
