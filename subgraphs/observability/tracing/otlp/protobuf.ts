import protobuf from 'protobufjs/minimal.js';
import { DomainError } from '../../../kernel/domain.ts';

/*
 * Reads an ExportTraceServiceRequest from protobuf into the shape of its JSON mapping, so that both encodings
 * go the same way from there: ids are hex, bytes are base64, 64-bit numbers are decimal text.
 *
 * Only fields that are kept are listed; others are skipped, as protobuf asks of readers. A message costs two bytes
 * on the wire and a hundred times that in memory, so messages are counted while they are read: the library's own
 * decoder would build two million of them from a body of 4 MB.
 */

type Scalar = 'text' | 'hex' | 'base64' | 'enumeration' | 'bool' | 'double' | 'fixed64' | 'int64';
type Field =
  | { readonly name: string; readonly scalar: Scalar }
  | { readonly name: string; readonly message: MessageName; readonly isRepeated: boolean };
type MessageName =
  | 'ExportTraceServiceRequest'
  | 'ResourceSpans'
  | 'Resource'
  | 'ScopeSpans'
  | 'Span'
  | 'Event'
  | 'Status'
  | 'KeyValue'
  | 'AnyValue'
  | 'ArrayValue'
  | 'KeyValueList';

const one = (name: string, message: MessageName): Field => ({ name, message, isRepeated: false });
const many = (name: string, message: MessageName): Field => ({ name, message, isRepeated: true });
const scalar = (name: string, kind: Scalar): Field => ({ name, scalar: kind });

/** Fields by number: opentelemetry.proto.collector.trace.v1, .trace.v1, .resource.v1 and .common.v1. */
const messages: Readonly<Record<MessageName, Readonly<Record<number, Field>>>> = {
  ExportTraceServiceRequest: { 1: many('resourceSpans', 'ResourceSpans') },
  ResourceSpans: { 1: one('resource', 'Resource'), 2: many('scopeSpans', 'ScopeSpans') },
  Resource: { 1: many('attributes', 'KeyValue') },
  ScopeSpans: { 2: many('spans', 'Span') },
  Span: {
    1: scalar('traceId', 'hex'),
    2: scalar('spanId', 'hex'),
    4: scalar('parentSpanId', 'hex'),
    5: scalar('name', 'text'),
    6: scalar('kind', 'enumeration'),
    7: scalar('startTimeUnixNano', 'fixed64'),
    8: scalar('endTimeUnixNano', 'fixed64'),
    9: many('attributes', 'KeyValue'),
    11: many('events', 'Event'),
    15: one('status', 'Status'),
  },
  Event: {
    1: scalar('timeUnixNano', 'fixed64'),
    2: scalar('name', 'text'),
    3: many('attributes', 'KeyValue'),
  },
  Status: { 2: scalar('message', 'text'), 3: scalar('code', 'enumeration') },
  KeyValue: { 1: scalar('key', 'text'), 2: one('value', 'AnyValue') },
  AnyValue: {
    1: scalar('stringValue', 'text'),
    2: scalar('boolValue', 'bool'),
    3: scalar('intValue', 'int64'),
    4: scalar('doubleValue', 'double'),
    5: one('arrayValue', 'ArrayValue'),
    6: one('kvlistValue', 'KeyValueList'),
    7: scalar('bytesValue', 'base64'),
  },
  ArrayValue: { 1: many('values', 'AnyValue') },
  KeyValueList: { 1: many('values', 'KeyValue') },
};

const varint = 0;
const eightBytes = 1;
const lengthDelimited = 2;
const wireTypes: Readonly<Record<Scalar, number>> = {
  text: lengthDelimited,
  hex: lengthDelimited,
  base64: lengthDelimited,
  enumeration: varint,
  bool: varint,
  int64: varint,
  double: eightBytes,
  fixed64: eightBytes,
};

/** A span of 5 attributes is 12 messages: this is some 40,000 of them, more than a body of 4 MB brings. */
const mostMessages = 500_000;
/** Room for attributes that are nested 32 deep, at two messages a level. */
const deepest = 80;

type Reading = { readonly reader: protobuf.Reader; messagesLeft: number };

/**
 * @throws DomainError INVALID_INPUT when the bytes are not such a message; QUOTA_EXCEEDED when they hold more than
 *   500,000 messages.
 */
export function readProtobuf(body: Uint8Array): unknown {
  const reading = { reader: protobuf.Reader.create(body), messagesLeft: mostMessages };
  try {
    return readMessage(reading, 'ExportTraceServiceRequest', body.length, 0);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw malformed();
  }
}

function readMessage(reading: Reading, name: MessageName, end: number, depth: number) {
  reading.messagesLeft -= 1;
  if (reading.messagesLeft < 0) {
    throw new DomainError('QUOTA_EXCEEDED', 'The body holds too many messages.');
  }
  if (depth > deepest) throw malformed();
  const { reader } = reading;
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const tag = reader.tag();
    const field = messages[name][tag >>> 3];
    if (!field || (tag & 7) !== wireTypeOf(field)) reader.skipType(tag & 7, 0, tag >>> 3);
    else readField(reading, field, message, depth);
  }
  if (reader.pos !== end) throw malformed();
  return message;
}

function readField(reading: Reading, field: Field, into: Record<string, unknown>, depth: number) {
  const { reader } = reading;
  if ('scalar' in field) {
    into[field.name] = readScalar(reader, field.scalar);
    return;
  }
  const size = reader.uint32();
  const message = readMessage(reading, field.message, reader.pos + size, depth + 1);
  const before = into[field.name];
  if (!field.isRepeated) into[field.name] = message;
  else if (Array.isArray(before)) before.push(message);
  else into[field.name] = [message];
}

function readScalar(reader: protobuf.Reader, kind: Scalar): unknown {
  if (kind === 'text') return reader.string();
  if (kind === 'hex') return Buffer.from(reader.bytes()).toString('hex');
  if (kind === 'base64') return Buffer.from(reader.bytes()).toString('base64');
  if (kind === 'enumeration') return reader.int32();
  if (kind === 'bool') return reader.bool();
  if (kind === 'double') return reader.double();
  return String(kind === 'fixed64' ? reader.fixed64() : reader.int64());
}

function wireTypeOf(field: Field): number {
  return 'scalar' in field ? wireTypes[field.scalar] : lengthDelimited;
}

function malformed(): DomainError {
  return new DomainError('INVALID_INPUT', 'The body is not an OTLP trace export.');
}
