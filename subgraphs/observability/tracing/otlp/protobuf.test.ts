import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../kernel/domain.ts';
import { readProtobuf } from './protobuf.ts';

// The protocol said a second time, in the .proto language and whole, for the library's own encoder.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
  message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
    int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10; repeated Event events = 11;
    uint32 dropped_events_count = 12; repeated Link links = 13; uint32 dropped_links_count = 14;
    Status status = 15; fixed32 flags = 16;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; fixed32 flags = 6; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
      ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
`);
const request = root.lookupType('ExportTraceServiceRequest');

const hex = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.string({ unit: 'grapheme', minLength: 1 });
const nanos = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
/** encode() goes through JSON, which has no NaN, no infinity and no -0. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const { anyValue } = fc.letrec((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 4 },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({ doubleValue: finite }),
    fc.record({
      bytesValue: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
    }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('anyValue'), { minLength: 1 }) }) }),
    fc.record({
      kvlistValue: fc.record({
        values: fc.array(fc.record({ key: text, value: tie('anyValue') }), { minLength: 1 }),
      }),
    }),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value: anyValue }), {
  minLength: 1,
  maxLength: 3,
});
const span = fc.record(
  {
    traceId: hex(16),
    spanId: hex(8),
    parentSpanId: hex(8),
    name: text,
    kind: fc.integer({ min: 1, max: 5 }),
    startTimeUnixNano: nanos,
    endTimeUnixNano: nanos,
    attributes,
    events: fc.array(fc.record({ timeUnixNano: nanos, name: text, attributes }), {
      minLength: 1,
      maxLength: 2,
    }),
    status: fc.record({ message: text, code: fc.integer({ min: 1, max: 2 }) }),
  },
  { requiredKeys: ['traceId', 'spanId', 'name'] },
);
const requests = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(fc.record({ spans: fc.array(span, { minLength: 1, maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

/** Ids are hex in our mapping, as in OTLP/JSON; the library takes base64, as for all bytes. */
function encode(json: unknown): Uint8Array {
  const ids = new Set(['traceId', 'spanId', 'parentSpanId']);
  const withBase64: unknown = JSON.parse(JSON.stringify(json), (key, value: unknown) =>
    ids.has(key) ? Buffer.from(String(value), 'hex').toString('base64') : value,
  );
  return request.encode(request.fromObject(Object(withBase64))).finish();
}

describe('reading protobuf', () => {
  it('gives the JSON mapping of whatever the library wrote', () => {
    fc.assert(
      fc.property(requests, (json) => {
        expect(readProtobuf(encode(json))).toEqual(json);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('skips fields that it does not keep, known to it or not', () => {
    const link = { traceId: 'AAAA', flags: 1 };
    const rich = { name: 'a', traceState: 'x=y', droppedLinksCount: 2, links: [link], flags: 257 };
    const bytes = request
      .encode(
        request.fromObject({
          resourceSpans: [
            { schemaUrl: 'u', scopeSpans: [{ scope: { name: 's' }, spans: [rich] }] },
          ],
        }),
      )
      .finish();
    const unknown = Buffer.from([0xf8, 0x7f, 0x01]);

    expect(readProtobuf(Buffer.concat([bytes, unknown]))).toEqual({
      resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'a' }] }] }],
    });
  });

  it('skips a field that has another type than the protocol gives it', () => {
    const numberForName = Buffer.from([0x28, 0x01]);

    expect(readProtobuf(nested(field(2, numberForName)))).toEqual({
      resourceSpans: [{ scopeSpans: [{ spans: [{}] }] }],
    });
  });

  it('takes nothing for a request without spans', () => {
    expect(readProtobuf(Buffer.alloc(0))).toEqual({});
  });

  it('answers anything else with a refusal and nothing worse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), requests, fc.nat(), (noise, json, place) => {
        const good = encode(json);
        const at = place % good.length;
        const bent = Buffer.concat([good.subarray(0, at), noise, good.subarray(at)]);

        for (const bytes of [noise, bent, good.subarray(0, at)]) {
          try {
            readProtobuf(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
          }
        }
      }),
      { numRuns: 250 },
    );
  }, 60_000);

  it.each([
    ['cut off', Buffer.from([0x0a, 0x05, 0x12])],
    ['with a child longer than the body', Buffer.from([0x0a, 0x02, 0x12, 0x09])],
    ['with a name longer than its span', nested(Buffer.from([0x12, 0x02, 0x2a, 0x03, 97, 98, 99]))],
    ['with field number 0', Buffer.from([0x02, 0x00])],
  ])('refuses what is %s', (_, bytes) => {
    expect(() => readProtobuf(bytes)).toThrow(/not an OTLP trace export/);
  });

  it('refuses half a million messages before it builds them', () => {
    const emptySpans = Buffer.alloc(1_200_000, Buffer.from([0x12, 0x00]));

    expect(() => readProtobuf(nested(emptySpans))).toThrow(/too many messages/);
  });

  it('refuses attributes nested beyond measure', () => {
    const keyValue = Array.from({ length: 100 }).reduce<Buffer>(
      (inner) => field(5, field(1, inner)),
      Buffer.alloc(0),
    );
    const span = field(2, field(9, field(2, keyValue)));

    expect(() => readProtobuf(nested(span))).toThrow(/not an OTLP trace export/);
  });
});

function nested(spans: Buffer): Buffer {
  return field(1, field(2, spans));
}

function field(number: number, content: Buffer): Buffer {
  const writer = protobuf.Writer.create().uint32((number << 3) | 2);
  return Buffer.from(writer.bytes(content).finish());
}
