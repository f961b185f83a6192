import { describe, expect, it } from 'vitest';
import { scopeOf, scopeWith } from '../../test/support/guarded-graph.ts';
import { tokenFacts } from './holder.ts';
import { policies } from './policies.ts';
import { isMet, type Requirement } from './requirement.ts';

const scopes = (...anyOf: string[][]): Requirement => ({ kind: 'scopes', anyOf });
const policy = (...anyOf: string[][]): Requirement => ({ kind: 'policies', anyOf });
const token = { scopes: new Set(['identity:write', 'pii:read']), tokenId: 't1' };
const viewer = {
  userId: 'cleo',
  kind: 'PERSON',
  grants: [{ role: 'VIEWER', projectId: null }],
} as const;

describe('scopes', () => {
  it('are met by one alternative that is held whole', () => {
    const requirement = scopes(['a', 'b'], ['c']);

    expect(isMet(requirement, scopeWith(['a', 'b']), policies)).toBe(true);
    expect(isMet(requirement, scopeWith(['c']), policies)).toBe(true);
    expect(isMet(requirement, scopeWith(['a']), policies)).toBe(false);
    expect(isMet(requirement, scopeWith([]), policies)).toBe(false);
  });

  it('without an alternative are met by nobody', () => {
    expect(isMet(scopes(), scopeWith(['a']), policies)).toBe(false);
  });

  it('named like our permissions are held by grant, be it in one project alone', () => {
    const granted = scopeWith([], [{ role: 'APPROVER', projectId: 'p1' }]);

    expect(isMet(scopes(['review:decide']), granted, policies)).toBe(true);
    expect(isMet(scopes(['identity:write']), granted, policies)).toBe(false);
  });

  it('named like our permissions are never held by the word of a token', () => {
    const facts = tokenFacts(token, true);

    expect(facts.scopes).toEqual(['pii:read']);
    expect(isMet(scopes(['identity:write']), { ...scopeWith([]), token: facts }, policies)).toBe(
      false,
    );
    expect(tokenFacts({ ...token, scopes: null }, true).scopes).toEqual([]);
  });

  it('are all held by the word of a token where no Control Plane knows roles', () => {
    const facts = tokenFacts(token, false);

    expect(isMet(scopes(['identity:write']), { ...scopeWith([]), token: facts }, policies)).toBe(
      true,
    );
  });

  it('are narrowed by the token', () => {
    const grants = [{ role: 'APPROVER', projectId: null }] as const;
    const actor = { userId: 'ada', kind: 'PERSON', grants, scopes: ['tenant:read'] } as const;

    expect(isMet(scopes(['tenant:read']), scopeOf(actor), policies)).toBe(true);
    expect(isMet(scopes(['review:decide']), scopeOf(actor), policies)).toBe(false);
  });

  it('keep the exception of our table: a viewer reads telemetry by a grant for a project alone', () => {
    const inProject = { ...viewer, grants: [{ role: 'VIEWER', projectId: 'p1' }] } as const;

    expect(isMet(scopes(['telemetry:read']), scopeOf(viewer), policies)).toBe(false);
    expect(isMet(scopes(['telemetry:read']), scopeOf(inProject), policies)).toBe(true);
  });
});

describe('signing in', () => {
  it('is met by everybody but nobody', () => {
    expect(isMet({ kind: 'authenticated' }, scopeOf(viewer), policies)).toBe(true);
    expect(isMet({ kind: 'authenticated' }, scopeOf(), policies)).toBe(false);
  });
});

describe('a policy', () => {
  it('is a function of the scope', () => {
    expect(isMet(policy(['person']), scopeOf(viewer), policies)).toBe(true);
    expect(isMet(policy(['service']), scopeOf(viewer), policies)).toBe(false);
    expect(isMet(policy(['service'], ['person']), scopeOf(viewer), policies)).toBe(true);
  });

  it.each(['unknown', 'constructor', '__proto__', 'toString'])(
    'denies when nobody has written it: %s',
    (name) => {
      expect(isMet(policy([name]), scopeOf(viewer), policies)).toBe(false);
    },
  );

  it('denies when the table only inherits it', () => {
    const inherited = Object.create({ open: () => true });

    expect(isMet(policy(['open']), scopeOf(viewer), inherited)).toBe(false);
  });

  it('denies when it fails', () => {
    const failing = {
      broken: () => {
        throw new Error('broken');
      },
    };
    expect(isMet(policy(['broken']), scopeOf(viewer), failing)).toBe(false);
  });
});
