import { describe, expect, it } from 'vitest';
import {
  ada,
  ben,
  factory,
  otherProjectId,
  otto,
  person,
  projectId,
} from '../../../../test/support/reviews.ts';
import type { Actor, Role } from '../../../kernel/authority.ts';
import { assertMayJudge, assertMayRevise, isApprover } from './domain.ts';

const review = { projectId, raisedByUserId: otto.userId, requiredRole: null };
const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });

function inProject(role: Role, project: string): Actor {
  return { ...person(300), grants: [{ role, projectId: project }] };
}

describe('who may decide a review', () => {
  it('is anybody but its raiser', () => {
    expect(() => assertMayJudge(review, ben)).not.toThrow();
    expect(() => assertMayJudge(review, otto)).toThrow(/raised a review may not decide it/);
  });

  it('holds the required role, in every project or in that of the review', () => {
    const asking = { ...review, requiredRole: 'SOLUTION_ARCHITECT' as const };

    expect(() => assertMayJudge(asking, person(300, 'SOLUTION_ARCHITECT'))).not.toThrow();
    expect(() => assertMayJudge(asking, inProject('SOLUTION_ARCHITECT', projectId))).not.toThrow();
    expect(() => assertMayJudge(asking, inProject('SOLUTION_ARCHITECT', otherProjectId))).toThrow(
      forbidden,
    );
    expect(() => assertMayJudge(asking, ben)).toThrow(forbidden);
  });

  it('may always be an approver, who is above the other roles', () => {
    const asking = { ...review, requiredRole: 'SOLUTION_ARCHITECT' as const };

    expect(() => assertMayJudge(asking, ada)).not.toThrow();
    expect(() => assertMayJudge(asking, inProject('APPROVER', otherProjectId))).toThrow(forbidden);
  });

  it('must be an approver when the review asks for one', () => {
    const asking = { ...review, requiredRole: 'APPROVER' as const };

    expect(() => assertMayJudge(asking, ada)).not.toThrow();
    expect(() => assertMayJudge(asking, ben)).toThrow(forbidden);
  });
});

describe('who may revise a subject', () => {
  it('is the raiser of its review, or a service', () => {
    expect(() => assertMayRevise(review, otto)).not.toThrow();
    expect(() => assertMayRevise(review, factory)).not.toThrow();
    expect(() => assertMayRevise(review, ben)).toThrow(forbidden);
    expect(() => assertMayRevise(review, inProject('SERVICE', otherProjectId))).toThrow(forbidden);
  });
});

describe('the raiser with a token that is narrowed', () => {
  it.each([
    [['review:request'] as const, false],
    [['review:request', 'review:revise'] as const, true],
  ])('to %s may revise: %s', (scopes, isAllowed) => {
    const revising = () => assertMayRevise(review, { ...otto, scopes });

    if (isAllowed) expect(revising).not.toThrow();
    else expect(revising).toThrow(forbidden);
  });
});

describe('the higher authority', () => {
  it('is an approver of the project', () => {
    expect(isApprover(review, ada)).toBe(true);
    expect(isApprover(review, inProject('APPROVER', projectId))).toBe(true);
    expect(isApprover(review, inProject('APPROVER', otherProjectId))).toBe(false);
    expect(isApprover(review, ben)).toBe(false);
  });
});
