import { canonicalJson, isPlainObject } from './canonical.ts';

/**
 * A fact as it is kept for ever and handed to everybody who may know of it.
 *
 * It holds no personal data and no free text: people are pseudonymous subject ids, and a text that must be
 * proven is its hash. A published payload is only ever added to; `schemaVersion` tells readers what to expect.
 */
export interface Envelope {
  /** UUIDv7. */
  readonly eventId: string;
  /** In the past tense: `ReviewApproved`. */
  readonly eventType: string;
  readonly schemaVersion: number;
  readonly tenantId: string;
  /** Null when the fact belongs to the whole tenant. */
  readonly projectId: string | null;
  readonly moduleId: string | null;
  readonly aggregateType: string;
  /** A UUIDv7, or what else names the aggregate: a tenant's slug, a trace id. */
  readonly aggregateId: string;
  /** Rises by one with every event of the aggregate, from 1. */
  readonly aggregateVersion: number;
  /** W3C trace id: 32 lower-case hex digits. */
  readonly traceId: string;
  readonly correlationId: string;
  /** The eventId of the cause; null when somebody's request was the cause. */
  readonly causationId: string | null;
  /** Subject id of who or what did it. */
  readonly actorId: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly occurredAt: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
type Kind = 'uuid' | 'text' | 'optional' | 'count' | 'object';
/** The members in the order in which they are written; that order is part of the canonical form. */
const members = {
  eventId: 'uuid',
  eventType: 'text',
  schemaVersion: 'count',
  tenantId: 'text',
  projectId: 'optional',
  moduleId: 'optional',
  aggregateType: 'text',
  aggregateId: 'text',
  aggregateVersion: 'count',
  traceId: 'text',
  correlationId: 'text',
  causationId: 'optional',
  actorId: 'text',
  occurredAt: 'text',
  payload: 'object',
} as const satisfies Record<keyof Envelope, Kind>;
const order = Object.keys(members) as (keyof Envelope)[]; // Object.keys forgets the type it has.

/**
 * The canonical text of an envelope: the bytes that are stored, hashed, published and fed.
 * Members in the order above, the payload in canonical JSON.
 *
 * @throws Error when a member is not what it must be: what nobody could read must never be written, for it could
 * not be taken back.
 */
export function envelopeText(envelope: Envelope): string {
  assertProper(envelope);
  const written = order.map((name) => `${JSON.stringify(name)}:${canonicalJson(envelope[name])}`);
  return `{${written.join(',')}}`;
}

/**
 * Reads an envelope back. Members it does not know are dropped, so that old readers meet new writers.
 *
 * @throws Error when it is not an envelope; that is a bug or tampering, never a user's mistake.
 */
export function parseEnvelope(text: string): Envelope {
  const value: unknown = JSON.parse(text);
  if (!isPlainObject(value)) throw new Error('An envelope must be an object.');
  assertProper(value);
  // Checked above, member by member; TypeScript cannot follow the table.
  return Object.fromEntries(order.map((name) => [name, value[name]])) as unknown as Envelope;
}

function assertProper(value: Readonly<Partial<Record<keyof Envelope, unknown>>>): void {
  for (const name of order) {
    if (!isOf(members[name], value[name])) throw new Error(`This envelope has no proper ${name}.`);
  }
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'uuid') return typeof value === 'string' && uuid.test(value);
  if (kind === 'object') return isPlainObject(value);
  if (kind === 'count') return Number.isSafeInteger(value) && Number(value) >= 1;
  return typeof value === 'string' ? value !== '' : kind === 'optional' && value === null;
}
