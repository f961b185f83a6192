import { describe, expect, it } from 'vitest';
import { roles } from '../../../kernel/authority.ts';
import { type AskedTerms, settleTerms } from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const terms: AskedTerms = {
  requiredRole: 'APPROVER',
  decidedIn: 'CONTROL_PLANE',
  requiredApprovals: 1,
  expiresAt: null,
  onTimeout: 'REJECT',
};

/** The field that is refused, or null. */
function refused(other: Partial<AskedTerms>): unknown {
  try {
    settleTerms({ ...terms, ...other }, noon);
    return null;
  } catch (error) {
    return error instanceof Error && 'field' in error ? error.field : error;
  }
}

describe('the deadline of an approval', () => {
  it('is a day from now when none is asked for', () => {
    expect(settleTerms(terms, noon).expiresAt).toEqual(new Date('2026-01-02T12:00:00.000Z'));
  });

  it('is none of its own where a review decides: it expires with its review', () => {
    const reviewed: AskedTerms = { ...terms, decidedIn: 'STUDIO_REVIEW' };

    expect(settleTerms(reviewed, noon).expiresAt).toBeNull();
    expect(refused({ ...reviewed, expiresAt: new Date('2026-01-02T12:00:00.000Z') })).toBe(
      'expiresAt',
    );
  });

  it.each([
    ['2026-01-01T12:00:00.000Z', 'expiresAt'],
    ['2026-01-01T12:00:00.001Z', null],
    ['2026-01-31T12:00:00.000Z', null],
    ['2026-01-31T12:00:00.001Z', 'expiresAt'],
    ['never', 'expiresAt'],
  ])('may be %s: refused is %s', (expiresAt, field) => {
    expect(refused({ expiresAt: new Date(expiresAt) })).toBe(field);
  });
});

describe('the quorum of an approval', () => {
  it.each([
    [0, 'requiredApprovals', 'requiredApprovals'],
    [1, null, null],
    [1.5, 'requiredApprovals', 'requiredApprovals'],
    [2, null, 'requiredApprovals'],
    [10, null, 'requiredApprovals'],
    [11, 'requiredApprovals', 'requiredApprovals'],
  ])('of %s, decided here: %s; in a review, which has one decision: %s', (quorum, here, there) => {
    expect(refused({ requiredApprovals: quorum })).toBe(here);
    expect(refused({ requiredApprovals: quorum, decidedIn: 'STUDIO_REVIEW' })).toBe(there);
  });
});

describe('the role that decides an approval', () => {
  it.each(roles)('as %s', (requiredRole) => {
    const canDecide = ['SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER'];

    expect(refused({ requiredRole })).toBe(
      canDecide.includes(requiredRole) ? null : 'requiredRole',
    );
  });
});
