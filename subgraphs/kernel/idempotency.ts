import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { TenantTx } from '../../db/client.ts';
import { idempotency } from '../../db/tables/kernel.ts';
import { DomainError } from './domain.ts';
import { canonicalJson } from './events/canonical.ts';
import { text } from './text.ts';

/** What makes two calls the same call. */
export interface CallKey {
  readonly actorId: string;
  readonly mutation: string;
  readonly key: string;
  readonly inputHash: Buffer;
  readonly expiresAt: Date;
}

const hourMs = 3_600_000;

/**
 * The key of a mutation call.
 *
 * @param keptForHours - how long a repetition is answered from memory.
 * @throws DomainError INVALID_INPUT when the key is blank or longer than 255 characters.
 */
export function callKey(
  call: { readonly actorId: string; readonly mutation: string; readonly now: Date },
  input: { readonly idempotencyKey: string },
  keptForHours: number,
): CallKey {
  const { idempotencyKey, ...rest } = input;
  return {
    actorId: call.actorId,
    mutation: call.mutation,
    key: text(idempotencyKey, 'idempotencyKey', 255),
    inputHash: createHash('sha256').update(canonicalJson(rest)).digest(),
    expiresAt: new Date(call.now.getTime() + keptForHours * hourMs),
  };
}

/**
 * Claims the key within the transaction, or returns the answer of the call that had it.
 *
 * A concurrent call with the same key waits here until the first one commits or fails: so of fifty at once
 * one acts, and forty-nine get its answer. The claim commits with the effect: a kill in between leaves neither.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the earlier call had another input.
 */
export async function claimKey(tx: TenantTx, call: CallKey, now: Date): Promise<unknown> {
  const claim = { tenantId: tx.tenantId, createdAt: now, answer: null, ...call };
  const claimed = await tx.db
    .insert(idempotency)
    .values(claim)
    .onConflictDoUpdate({
      target: [idempotency.tenantId, idempotency.actorId, idempotency.mutation, idempotency.key],
      set: claim,
      setWhere: sql`${idempotency.expiresAt} <= ${now.toISOString()}::timestamptz`,
    })
    .returning({ key: idempotency.key });
  if (claimed.length === 1) return undefined;
  const [earlier] = await tx.db.select().from(idempotency).where(ofCall(tx, call));
  if (earlier?.inputHash.equals(call.inputHash)) return thaw(earlier.answer ?? 'null');
  throw new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    'This idempotency key was used before with another input.',
    'idempotencyKey',
  );
}

/** Keeps the answer for repetitions; part of the same transaction as the effect. */
export async function keepAnswer(tx: TenantTx, call: CallKey, answer: unknown): Promise<void> {
  await tx.db
    .update(idempotency)
    .set({ answer: freeze(answer) })
    .where(ofCall(tx, call));
}

function ofCall(tx: TenantTx, call: CallKey) {
  return and(
    eq(idempotency.tenantId, tx.tenantId),
    eq(idempotency.actorId, call.actorId),
    eq(idempotency.mutation, call.mutation),
    eq(idempotency.key, call.key),
  );
}

const dateTag = '$date';
/** Keys that a reader could take for the tag: the tag behind any number of further dollar signs. */
const tagLike = /^\$+date$/;

/**
 * JSON that remembers which values were dates, so that a stored answer equals the first one. An object whose
 * only key looks like the tag gets one more dollar sign, so that it stays what it is.
 */
export function freeze(value: unknown): string {
  return JSON.stringify(value, function (key, plain: unknown) {
    // JSON.stringify has already turned a Date into text; `this` still holds it.
    const original: unknown = (this as Record<string, unknown>)[key];
    if (original instanceof Date) return { [dateTag]: original.toISOString() };
    const [name, content] = onlyMember(plain) ?? [];
    return name !== undefined && tagLike.test(name) ? { [`$${name}`]: content } : plain;
  });
}

export function thaw(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => {
    const [name, content] = onlyMember(value) ?? [];
    if (name === undefined || !tagLike.test(name)) return value;
    return name === dateTag ? new Date(String(content)) : { [name.slice(1)]: content };
  });
}

function onlyMember(value: unknown): [string, unknown] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [member, ...more] = Object.entries(value);
  return more.length === 0 ? member : undefined;
}
