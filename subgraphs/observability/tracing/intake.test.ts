import { gzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/domain.ts';
import type { InternalRequest } from '../../kernel/subgraph.ts';
import { defaultLimits, type Ingest, ingestOtlp } from './intake.ts';
import type { RejectedSpan } from './trace-record/domain.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Response { Partial partial_success = 1; }
  message Partial { int64 rejected_spans = 1; string error_message = 2; }
  message Status { int32 code = 1; string message = 2; }
`);
const read = (type: string, body: Buffer | string) =>
  root
    .lookupType(type)
    .toObject(root.lookupType(type).decode(Buffer.from(body)), { longs: Number });

const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7', name: 'a' };
const json = (spans: readonly object[]) =>
  Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
const post = (body: Buffer, contentType?: string, contentEncoding?: string): InternalRequest => ({
  body,
  contentType: contentType ?? 'application/json',
  contentEncoding,
});
const takesAll: Ingest = async () => [];
const rejects =
  (...rejected: readonly RejectedSpan[]): Ingest =>
  async () =>
    rejected;

/** One ResourceSpans with one ScopeSpans with one empty Span. */
const emptySpan = Buffer.from([0x0a, 0x04, 0x12, 0x02, 0x12, 0x00]);

describe('an export', () => {
  it.each([undefined, '', 'identity', 'gzip', 'GZIP'])(
    'is taken in JSON, packed as %s',
    async (packing) => {
      const plain = json([span]);
      const body = packing?.toLowerCase() === 'gzip' ? gzipSync(plain) : plain;
      const seen: string[] = [];

      const answer = await ingestOtlp(
        post(body, 'application/json; charset=utf-8', packing),
        async (spans) => {
          seen.push(...spans.map(({ name }) => name));
          return [];
        },
      );

      expect(answer).toEqual({
        status: 200,
        contentType: 'application/json',
        body: Buffer.from('{}'),
      });
      expect(seen).toEqual(['a']);
    },
  );

  it('is taken in protobuf, and answered in it: nothing at all is a full success', async () => {
    const answer = await ingestOtlp(post(emptySpan, 'application/x-protobuf'), takesAll);

    expect(answer).toEqual({
      status: 200,
      contentType: 'application/x-protobuf',
      body: Buffer.alloc(0),
    });
  });

  it('without spans disturbs nobody', async () => {
    const never: Ingest = async () => {
      throw new Error('There was nothing to take in.');
    };

    expect((await ingestOtlp(post(Buffer.from('{}')), never)).status).toBe(200);
  });
});

describe('a partial success', () => {
  const ingest = rejects(
    { spanId: '00f067aa0ba902b7', fault: 'SECOND_ROOT' },
    { spanId: 'x'.repeat(400), fault: 'MALFORMED_SPAN_ID' },
    { spanId: '', fault: 'MALFORMED_SPAN_ID' },
  );
  const errorMessage =
    '3 spans were rejected. SECOND_ROOT: 00f067aa0ba902b7. MALFORMED_SPAN_ID: xxxxxxxxxxxxxxxx, (no id).';

  it('names the rejected spans and why, in JSON', async () => {
    const { status, body } = await ingestOtlp(post(json([span])), ingest);

    expect(status).toBe(200);
    expect(JSON.parse(String(body))).toEqual({
      partialSuccess: { rejectedSpans: '3', errorMessage },
    });
  });

  it('and so in protobuf', async () => {
    const { body } = await ingestOtlp(post(emptySpan, 'application/x-protobuf'), ingest);

    expect(read('Response', body)).toEqual({ partialSuccess: { rejectedSpans: 3, errorMessage } });
  });

  it('names five of a kind and counts the others', async () => {
    const many = Array.from({ length: 7 }, (_, index) => ({
      spanId: `${index}`,
      fault: 'CYCLE' as const,
    }));

    const { body } = await ingestOtlp(post(json([span])), rejects(...many));

    expect(String(body)).toContain('CYCLE: 0, 1, 2, 3, 4 and 2 more.');
  });
});

describe('an export that is refused whole', () => {
  it.each([
    ['text/plain', undefined, 415],
    [undefined, undefined, 415],
    ['application/grpc', undefined, 415],
    ['application/json', 'br', 415],
    ['application/json', 'gzip, gzip', 415],
  ])('as %s packed in %s: %i', async (contentType, contentEncoding, status) => {
    const request = { body: json([span]), contentType, contentEncoding };

    const answer = await ingestOtlp(request, takesAll);

    expect(answer).toMatchObject({ status, contentType: 'application/json' });
    expect(JSON.parse(String(answer.body))).toMatchObject({ code: 12 });
  });

  it.each([
    ['what is no JSON', post(Buffer.from('{'))],
    ['JSON of another shape', post(Buffer.from('[]'))],
    ['what is no gzip', post(json([span]), 'application/json', 'gzip')],
    ['gzip cut off', post(gzipSync(json([span])).subarray(0, 30), 'application/json', 'gzip')],
  ])('%s is 400, with a status in JSON', async (_, request) => {
    const answer = await ingestOtlp(request, takesAll);

    expect(answer).toMatchObject({ status: 400, contentType: 'application/json' });
    expect(JSON.parse(String(answer.body))).toMatchObject({ code: 3, message: expect.any(String) });
  });

  it('what is no protobuf is 400, with a status in protobuf', async () => {
    const answer = await ingestOtlp(post(Buffer.from('junk'), 'application/x-protobuf'), takesAll);

    expect(answer).toMatchObject({ status: 400, contentType: 'application/x-protobuf' });
    expect(read('Status', answer.body)).toMatchObject({ code: 3 });
  });

  it('from who may send none is 403', async () => {
    const forbids: Ingest = async () => {
      throw new DomainError('FORBIDDEN', 'You may not.');
    };

    const answer = await ingestOtlp(post(json([span])), forbids);

    expect(answer.status).toBe(403);
    expect(JSON.parse(String(answer.body))).toEqual({ code: 7, message: 'You may not.' });
  });

  it('by a bug or a silent store is thrown, for the transport to say 503', async () => {
    const fails: Ingest = async () => {
      throw new Error('connection refused');
    };

    await expect(ingestOtlp(post(json([span])), fails)).rejects.toThrow('connection refused');
  });
});

describe('the limits', () => {
  const large = (bytes: number) => Buffer.from(`{"resourceSpans":[]${' '.repeat(bytes - 20)}}`);
  const noise = (bytes: number) =>
    Buffer.from(
      `{"x":"${Array.from({ length: bytes }, (_, i) => ((i * i * 7_919) % 97).toString(36)).join('')}"}`,
    );

  it('of 4 MB hold for what comes plain', async () => {
    const limit = defaultLimits.mostBytes;

    expect((await ingestOtlp(post(large(limit)), takesAll)).status).toBe(200);
    expect((await ingestOtlp(post(large(limit + 1)), takesAll)).status).toBe(413);
  });

  it('and for what unfolds', async () => {
    const limits = { mostBytes: 100_000, mostRatio: 1_000 };
    const answers = [noise(40_000), noise(90_000)].map((body) =>
      ingestOtlp(post(gzipSync(body), 'application/json', 'gzip'), takesAll, limits),
    );

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 413]);
  });

  it('refuse a bomb: what unfolds more than a hundredfold', async () => {
    const bomb = gzipSync(large(1_000_000));

    const answer = await ingestOtlp(post(bomb, 'application/json', 'gzip'), takesAll);

    expect(bomb.length * 100).toBeLessThan(1_000_000);
    expect(answer.status).toBe(413);
    expect(JSON.parse(String(answer.body))).toMatchObject({ code: 8 });
  });

  it('let a small body be as dense as it likes', async () => {
    const dense = gzipSync(large(60_000));

    expect((await ingestOtlp(post(dense, 'application/json', 'gzip'), takesAll)).status).toBe(200);
  });
});
