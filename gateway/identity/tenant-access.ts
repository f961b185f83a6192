import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { isTenantId, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Operation, PreparedOperation } from '../engine/engine.ts';
import type { SubgraphPort } from '../fetch/port.ts';
import type { Principals } from './principals.ts';
import type { TokenIdentity } from './verify-token.ts';

// A platform operator's token names no tenant. To work in one he names it beside the token, in this header or under
// the same name in `connection_init`, and needs an access to it that a second operator has approved. Row-level
// security knows nothing of this: it sees one tenant, as always.

/** Where a platform operator names the tenant that he wants to work in. */
export const tenantHeader = 'x-factory-tenant';

/** Tells the Control Plane what is done by an access to a tenant. */
export interface TenantAccessUses {
  /**
   * Notes an operation before it runs; does nothing for those who act by no access.
   *
   * @throws GraphQLError FORBIDDEN when the access has ended, SUBGRAPH_UNAVAILABLE when it cannot be noted: then the
   * operation must not run.
   */
  note(operation: Pick<Operation, 'prepared' | 'scope'>): Promise<void>;
}

/** Where there is no Control Plane there are no accesses. */
export const noTenantAccesses: TenantAccessUses = { note: async () => {} };

/**
 * Who acts, in the tenant that the header names beside the token; without the header, who acts by the token.
 *
 * @throws GraphQLError FORBIDDEN when the token names another tenant, or when the operator has no access to it.
 */
export async function enterTenant(
  token: TokenIdentity,
  headers: Readonly<Record<string, unknown>> | undefined,
  principals: Principals,
): Promise<TokenIdentity> {
  const named = headers?.[tenantHeader];
  if (named === undefined || named === token.tenantId) return token;
  if (token.tenantId !== null || !isTenantId(named)) {
    throw refusal('FORBIDDEN', 'Your token does not let you work in the tenant that you name.');
  }
  const entered: TokenIdentity = { ...token, tenantId: named, by: 'TENANT_ACCESS' };
  const { endsAt = 0 } = await principals.find(entered);
  // A socket ends with what its identity ends with.
  return { ...entered, expiresAt: Math.min(token.expiresAt, endsAt) };
}

/**
 * Each operation is told by itself: not what was asked, only which fields, so that nothing private is told. Those of
 * one access go one after the other: they would wait for the same row anyway, and keep others from the database.
 */
export function tenantAccessUsesOf(controlPlane: SubgraphPort): TenantAccessUses {
  const latest = new Map<string, Promise<void>>();
  return {
    async note({ prepared, scope }) {
      const { tenantAccessId: access } = scope.actor;
      if (access === undefined) return;
      const before = latest.get(access) ?? Promise.resolve();
      const noted = before.catch(() => {}).then(() => tell(controlPlane, prepared, scope));
      latest.set(access, noted);
      try {
        await noted;
      } finally {
        if (latest.get(access) === noted) latest.delete(access);
      }
    },
  };
}

async function tell(
  controlPlane: SubgraphPort,
  prepared: PreparedOperation,
  scope: Scope,
): Promise<void> {
  const operation = prepared.definition.operation.toUpperCase();
  const body = Buffer.from(JSON.stringify({ operation, fields: fieldsOf(prepared) }));
  const told = { contentType: 'application/json', contentEncoding: undefined, body };
  const { status, body: reason } = await controlPlane.internal('tenantAccessUse', told, scope);
  if (status === 204) return;
  if (status === 403) throw refusal('FORBIDDEN', reason.toString());
  throw refusal('SUBGRAPH_UNAVAILABLE', 'Your access cannot be noted at the moment; try again.');
}

/** The fields of Query, Mutation or Subscription that an operation asks for, each once, in the alphabet's order. */
function fieldsOf({ document, definition }: PreparedOperation): readonly string[] {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.selectionSet]),
  );
  const within = (set: SelectionSetNode | undefined): readonly string[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection.name.value];
      if (selection.kind === Kind.INLINE_FRAGMENT) return within(selection.selectionSet);
      return within(fragments.get(selection.name.value));
    });
  return [...new Set(within(definition.selectionSet))].sort();
}
