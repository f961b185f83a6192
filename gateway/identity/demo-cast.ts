import type { Actor, Role } from '../../subgraphs/kernel/authority.ts';

/** Somebody one can sign in as where the embedded stores run. */
export interface DemoPerson {
  /** The slug; null for the platform operator, who belongs to no tenant. */
  readonly tenant: string | null;
  /** The name one signs in by, and the subject of the token. */
  readonly user: string;
  readonly displayName: string;
  readonly kind: Exclude<Actor['kind'], 'SYSTEM'>;
  /** Held in every project. The Control Plane is seeded with them; a token does not carry them. */
  readonly roles: readonly Role[];
}

const person = (
  tenant: string | null,
  user: string,
  displayName: string,
  ...roles: readonly Role[]
): DemoPerson => ({ tenant, user, displayName, kind: 'PERSON', roles });

const service = (tenant: string, user: string, displayName: string): DemoPerson => ({
  tenant,
  user,
  displayName,
  kind: 'SERVICE',
  roles: ['SERVICE'],
});

export const demoCast: readonly DemoPerson[] = [
  person('acme', 'ada', 'Ada', 'APPROVER', 'TENANT_ADMIN'),
  person('acme', 'ben', 'Ben', 'REVIEWER'),
  person('acme', 'cleo', 'Cleo', 'VIEWER'),
  person('acme', 'olga', 'Olga', 'RUNTIME_OPERATOR'),
  service('acme', 'factory', 'The factory of Acme'),
  person('globex', 'eve', 'Eve', 'APPROVER', 'TENANT_ADMIN'),
  person('globex', 'gus', 'Gus', 'REVIEWER', 'FACTORY_OPERATOR'),
  service('globex', 'plant', 'The plant of Globex'),
  person(null, 'petra', 'Petra', 'PLATFORM_OPERATOR'),
];

/** @param tenant - null or not given finds those who belong to no tenant. */
export function findDemoPerson(who: {
  readonly user: string;
  readonly tenant?: string | null | undefined;
}): DemoPerson | undefined {
  return demoCast.find(({ user, tenant }) => user === who.user && tenant === (who.tenant ?? null));
}

/** A sentence that names everybody one can be: 'Known are ada, ben (acme) and petra (no tenant).' */
export function knownDemoPeople(): string {
  const houses = [...new Set(demoCast.map(({ tenant }) => tenant))].map((house) => {
    const users = demoCast.filter(({ tenant }) => tenant === house).map(({ user }) => user);
    return `${users.join(', ')} (${house ?? 'no tenant'})`;
  });
  return `Known are ${houses.slice(0, -1).join(', ')} and ${houses.at(-1)}.`;
}
