import type { CastMember } from '../page-config.ts';

/** How a person's tenant is called on the page. */
export function tenantName(tenant: string | null): string {
  return tenant ?? 'platform';
}

/** TENANT_ADMIN reads as "tenant admin". */
export function roleName(role: string): string {
  return role.toLowerCase().replaceAll('_', ' ');
}

/** The cast under the names of their tenants, in the order given. */
export function byTenant(
  cast: readonly CastMember[],
): readonly (readonly [tenant: string, members: readonly CastMember[]])[] {
  const tenants = [...new Set(cast.map((member) => tenantName(member.tenant)))];
  return tenants.map((tenant) => [
    tenant,
    cast.filter((member) => tenantName(member.tenant) === tenant),
  ]);
}
