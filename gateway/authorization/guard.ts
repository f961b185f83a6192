import { type FieldNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { fragmentsIn, fragmentsOf } from '../admission/fragments.ts';
import type { PreparedOperation } from '../engine/engine.ts';
import type { AsAsked, Path } from './complete.ts';
import { cutFields } from './cut.ts';
import { isSignedIn } from './holder.ts';
import type { Policies } from './policies.ts';
import { inWords, isMet } from './requirement.ts';
import type { AccessRules } from './rules.ts';
import { findSites, type Sites } from './sites.ts';

/** Positions of the requirements that are not met, ascending: which variant of the operation is run. */
export type Denied = readonly number[];

/** An operation as those may run it who do not meet all that it requires. */
export interface Variant {
  /** Null when nothing is left to run. */
  readonly prepared: PreparedOperation | null;
  readonly asked: Omit<AsAsked, 'variables' | 'errorAt'>;
}

/** What one operation requires, found once; asked at every request, since it depends on who asks. */
export interface Guard {
  /** What is not met in this scope; the same empty list when all is. */
  denied(scope: Scope): Denied;
  variant(denied: Denied): Variant;
  /** The error at a place where a refused field would have stood. */
  errorAt(field: FieldNode, path: Path, scope: Scope): GraphQLError;
  /** An error for each refused field, without a place: for an operation of which nothing runs. */
  errors(denied: Denied, scope: Scope): readonly GraphQLError[];
}

/** What all operations of a supergraph are guarded by. */
export interface Guarding {
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly policies: Policies;
}

/** Variants that are kept of one operation; for whoever lacks something else, one is made anew. */
const keptVariants = 16;
const nothing: Denied = [];

/** Null when the operation requires nothing. */
export function guardOperation(guarding: Guarding, prepared: PreparedOperation): Guard | null {
  const { schema, rules, policies } = guarding;
  const sites = findSites(schema, rules, prepared);
  if (sites.fields.size === 0) return null;
  const variants = new LRUCache<string, Variant>({ max: keptVariants });

  function errorOf(field: FieldNode, scope: Scope, path: Path | null): GraphQLError {
    const needs = (sites.fields.get(field) ?? [])
      .flatMap((position) => sites.requirements[position] ?? [])
      .filter((requirement) => !isMet(requirement, scope, policies))
      .map(inWords);
    const what = needs.length > 0 ? `; it needs ${needs.join(', and ')}` : '';
    return new GraphQLError(`You may not ask for ${field.name.value}${what}.`, {
      path,
      extensions: { code: isSignedIn(scope) ? 'FORBIDDEN' : 'UNAUTHENTICATED' },
    });
  }

  return {
    denied(scope) {
      let denied: number[] | undefined;
      for (const [position, requirement] of sites.requirements.entries()) {
        if (isMet(requirement, scope, policies)) continue;
        denied ??= [];
        denied.push(position);
      }
      return denied ?? nothing;
    },

    variant(denied) {
      const key = denied.join();
      const variant = variants.get(key) ?? makeVariant(schema, prepared, sites, denied);
      variants.set(key, variant);
      return variant;
    },

    errorAt: (field, path, scope) => errorOf(field, scope, path),

    errors: (denied, scope) =>
      [...sites.fields.keys()]
        .filter((field) => isRefused(sites, denied, field))
        .map((field) => errorOf(field, scope, null)),
  };
}

function isRefused({ fields }: Sites, denied: Denied, field: FieldNode): boolean {
  return fields.get(field)?.some((position) => denied.includes(position)) ?? false;
}

/** @throws Error for an operation of a kind that the schema does not have: it was never valid. */
function makeVariant(
  schema: GraphQLSchema,
  prepared: PreparedOperation,
  sites: Sites,
  denied: Denied,
): Variant {
  const { document, definition, key, operationName } = prepared;
  const { operation, selectionSet } = definition;
  const rootType = schema.getRootType(operation);
  if (!rootType) throw new Error(`The schema has no ${operation}.`);
  const fragments = fragmentsOf(definition, fragmentsIn(document));
  const refuses = (field: FieldNode) => isRefused(sites, denied, field);
  const { left, ...cut } = cutFields(definition, fragments, refuses);
  return {
    // It comes first, where nothing that a client writes can stand: the whole of an operation is never a variant.
    prepared: left && { ...left, key: `-${denied.join()}\n${key}`, operationName },
    asked: { schema, rootType, selectionSet, fragments, cut, isRefused: refuses },
  };
}
