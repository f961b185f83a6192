import type { GraphQLResolveInfo } from 'graphql';
import type { TenantTx } from '../../db/client.ts';
import type { Context } from './context.ts';
import { DomainError, type DomainErrorCode } from './domain.ts';
import { asDomainError } from './errors.ts';
import { type CallKey, callKey, claimKey, keepAnswer } from './idempotency.ts';
import { openWork, type Work } from './work.ts';

/** What the `input` of any mutation may carry. */
interface MutationInput {
  readonly idempotencyKey?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
}

interface UserError {
  readonly code: DomainErrorCode;
  readonly message: string;
  readonly field: readonly string[] | null;
}

interface Options<Input, Result> {
  /** Whose transaction it is; the caller's tenant if absent. For operators, whose token names none. */
  readonly tenantOf?: (input: Input, context: Context) => string;
  /** How long a repetition with the same idempotency key is answered from memory. */
  readonly keptForHours?: number;
  /** What of the answer a repetition is told; all of it if absent. For what must not be at rest, such as a secret. */
  readonly kept?: (result: Result) => Result;
}

export type Payload<Result> = Partial<Result> & { readonly userErrors: readonly UserError[] };

const dayHours = 24;
/** Decisions are remembered for a week. */
export const decisionHours = 7 * dayHours;

/**
 * Makes a mutation's resolver: one transaction, in which `run` works. Its result is the payload; a refusal
 * becomes the payload's `userErrors` and undoes everything; a bug stays a GraphQL error.
 *
 * A refusal is not kept under the idempotency key, since nothing has happened: a repetition decides anew.
 */
export function mutation<Input extends MutationInput, Result extends object>(
  run: (input: Input, work: Work) => Promise<Result>,
  options: Options<Input, Result> = {},
) {
  return async (
    _: unknown,
    { input }: { readonly input: Input },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Payload<Result>> => {
    try {
      const result = await commit(run, options, input, context, info.fieldName);
      context.forget();
      context.services.spine.poke();
      return { ...result, userErrors: [] };
    } catch (error) {
      const cause = asDomainError(error);
      if (!(cause instanceof DomainError)) throw error;
      // The type says Partial: the entity is absent when the mutation was refused.
      return { userErrors: [userError(cause)] } as unknown as Payload<Result>;
    }
  };
}

async function commit<Input extends MutationInput, Result extends object>(
  run: (input: Input, work: Work) => Promise<Result>,
  options: Options<Input, Result>,
  input: Input,
  context: Context,
  name: string,
): Promise<Result> {
  const tenantId = options.tenantOf?.(input, context) ?? context.tenantId;
  const call = keyOf(input, context, name, options.keptForHours ?? dayHours);
  const cause = {
    actor: context.actor,
    now: context.now,
    traceId: context.traceId,
    correlationId: context.correlationId,
    causationId: null,
  };
  async function work(tx: TenantTx): Promise<Result> {
    const earlier = call && (await claimKey(tx, call, context.now));
    // Kept by the same mutation for the same input: it has the same shape.
    if (earlier !== undefined) return earlier as Result;
    const result = await run(input, openWork(tx, cause, input.expectedVersion ?? null));
    if (call) await keepAnswer(tx, call, options.kept?.(result) ?? result);
    return result;
  }
  return context.services.database.withTenant(tenantId, work, context.waiting);
}

function keyOf(
  input: MutationInput,
  context: Context,
  mutationName: string,
  keptForHours: number,
): CallKey | undefined {
  const { idempotencyKey, ...rest } = input;
  if (idempotencyKey === null || idempotencyKey === undefined) return undefined;
  const call = { actorId: context.actor.userId, mutation: mutationName, now: context.now };
  return callKey(call, { ...rest, idempotencyKey }, keptForHours);
}

function userError({ code, message, field }: DomainError): UserError {
  return { code, message, field: field === undefined ? null : field.split('.') };
}
