import { describe, expect, it } from 'vitest';
import { type Envelope, envelopeText, parseEnvelope } from './envelope.ts';

const approved: Envelope = {
  eventId: '0198c0de-0000-7000-8000-000000000001',
  eventType: 'ReviewApproved',
  schemaVersion: 1,
  tenantId: 'acme',
  projectId: '0198c0de-0000-7000-8000-000000000002',
  moduleId: null,
  aggregateType: 'ReviewRequest',
  aggregateId: '0198c0de-0000-7000-8000-000000000003',
  aggregateVersion: 4,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
  causationId: null,
  actorId: '0198c0de-0000-7000-8000-000000000004',
  occurredAt: '2026-01-31T12:00:00.000Z',
  payload: { reviewRequestId: '0198c0de-0000-7000-8000-000000000003', decidedAt: new Date(0) },
};
const text =
  '{"eventId":"0198c0de-0000-7000-8000-000000000001","eventType":"ReviewApproved","schemaVersion":1,' +
  '"tenantId":"acme","projectId":"0198c0de-0000-7000-8000-000000000002","moduleId":null,' +
  '"aggregateType":"ReviewRequest","aggregateId":"0198c0de-0000-7000-8000-000000000003",' +
  '"aggregateVersion":4,"traceId":"4bf92f3577b34da6a3ce929d0e0e4736",' +
  '"correlationId":"4bf92f3577b34da6a3ce929d0e0e4736","causationId":null,' +
  '"actorId":"0198c0de-0000-7000-8000-000000000004","occurredAt":"2026-01-31T12:00:00.000Z",' +
  '"payload":{"decidedAt":"1970-01-01T00:00:00.000Z",' +
  '"reviewRequestId":"0198c0de-0000-7000-8000-000000000003"}}';

describe('the canonical text of an envelope', () => {
  it('holds every member in the fixed order, and the payload in canonical JSON', () => {
    expect(envelopeText(approved)).toBe(text);
  });

  it('is the same whatever the order in which the members were given', () => {
    const reversed = Object.fromEntries(Object.entries(approved).reverse());

    expect(envelopeText({ ...approved, ...reversed })).toBe(text);
  });

  it('is given back by reading and writing it again', () => {
    expect(envelopeText(parseEnvelope(text))).toBe(text);
  });
});

describe('writing an envelope', () => {
  it.each<[string, Partial<Envelope>]>([
    ['no actor', { actorId: '' }],
    ['an id that is no UUID', { eventId: 'first' }],
    ['no version', { aggregateVersion: 0 }],
    ['a payload that is no plain data', { payload: { at: new Map() } }],
  ])('is refused with %s: it could never be taken back', (_, about) => {
    expect(() => envelopeText({ ...approved, ...about })).toThrow();
  });
});

describe('reading an envelope', () => {
  it('drops members it does not know', () => {
    const newer = JSON.stringify({ ...JSON.parse(text), region: 'eu' });

    expect(envelopeText(parseEnvelope(newer))).toBe(text);
  });

  it.each([
    ['no object', '[]'],
    ['a missing member', text.replace('"eventType":"ReviewApproved",', '')],
    ['an empty member', text.replace('"tenantId":"acme"', '"tenantId":""')],
    ['a version that is no count', text.replace('"aggregateVersion":4', '"aggregateVersion":0')],
    ['a payload that is no object', text.replace(/"payload":\{.*\}\}/, '"payload":[]}')],
    ['text that is no JSON', text.slice(1)],
  ])('refuses %s', (_, malformed) => {
    expect(() => parseEnvelope(malformed)).toThrow();
  });
});
