import { describe, expect, it } from 'vitest';
import {
  aboutReview,
  ada,
  bea,
  ben,
  cleo,
  factory,
  hoursAfter,
  id,
  newReview,
  noon,
  otherProjectId,
  otto,
  person,
  projectId,
  reviewIn,
  rulingOf,
} from '../../../../test/support/reviews.ts';
import type { Role } from '../../../kernel/authority.ts';
import { approve, claim, raise, reject, requestReview } from './domain.ts';

const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
const illegal = expect.objectContaining({ code: 'ILLEGAL_TRANSITION' });

describe('requesting a review', () => {
  it('makes it wait for a claim, in an SLA window that has just begun', () => {
    const { state } = requestReview(newReview, factory, noon);

    expect(state).toEqual({
      ...newReview,
      version: 0,
      createdAt: noon,
      updatedAt: noon,
      raisedByUserId: factory.userId,
      approvalRequestId: null,
      status: 'PENDING',
      claimedByUserId: null,
      slaRaisedAt: noon,
      slaDueAt: hoursAfter(24),
      lapsesAt: hoursAfter(48),
      changeRequestItems: [],
      escalationReason: null,
    });
  });

  it('tells consumers all they need to act on it', () => {
    const { events } = requestReview({ ...newReview, requiredRole: 'APPROVER' }, otto, noon);

    expect(events).toEqual([
      {
        ...aboutReview,
        type: 'ReviewRequested',
        raisedByUserId: otto.userId,
        requiredRole: 'APPROVER',
      },
    ]);
  });

  it('for an approval has the requester as its raiser, who therefore cannot decide it', () => {
    const asked = { ...newReview, raisedByUserId: ada.userId, approvalRequestId: id(80) };

    const { state, events } = raise(asked, noon);

    expect(events).toEqual([
      {
        ...aboutReview,
        type: 'ReviewRequested',
        raisedByUserId: ada.userId,
        approvalRequestId: id(80),
      },
    ]);
    expect(() => claim(state, ada, noon)).toThrow(/raised a review may not decide it/);
  });

  it('is refused when what is told breaks a rule', () => {
    expect(() => requestReview({ ...newReview, subjectId: '' }, factory, noon)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'subjectId' }),
    );
  });

  it('is refused to who may not in that project', () => {
    const elsewhere = {
      ...otto,
      grants: [{ role: 'FACTORY_OPERATOR' as const, projectId: otherProjectId }],
    };

    expect(() => requestReview(newReview, cleo, noon)).toThrow(forbidden);
    expect(() => requestReview(newReview, elsewhere, noon)).toThrow(forbidden);
  });
});

describe('claiming a review', () => {
  it('gives it to the claimer', () => {
    const { state, events } = claim(reviewIn('PENDING'), ben, noon);

    expect(state).toMatchObject({ status: 'IN_REVIEW', claimedByUserId: ben.userId });
    expect(events).toEqual([
      { ...aboutReview, type: 'ReviewClaimed', claimedByUserId: ben.userId },
    ]);
  });

  it('has one winner: whoever comes second is told that it is in review', () => {
    const { state } = claim(reviewIn('PENDING'), ben, noon);

    expect(() => claim(state, bea, noon)).toThrow(/cannot move from IN_REVIEW to IN_REVIEW/);
  });

  it('is refused to its raiser, who could not decide it', () => {
    const raised = requestReview(newReview, bea, noon).state;

    expect(() => claim(raised, bea, noon)).toThrow(forbidden);
    expect(() => claim(raised, ben, noon)).not.toThrow();
  });

  it.each<[Role, boolean]>([
    ['SOLUTION_ARCHITECT', false],
    ['PRODUCT_OWNER', true],
    ['REVIEWER', false],
    ['APPROVER', true],
  ])('that asks for a PRODUCT_OWNER, as %s: %s', (role, isAllowed) => {
    const review = reviewIn('PENDING', { requiredRole: 'PRODUCT_OWNER' });
    const claiming = () => claim(review, person(200, role), noon);

    if (isAllowed) expect(claiming).not.toThrow();
    else expect(claiming).toThrow(/Only who holds the role PRODUCT_OWNER/);
  });

  it('needs the required role in the project of the review', () => {
    const review = reviewIn('PENDING', { requiredRole: 'PRODUCT_OWNER' });
    const grants = [
      { role: 'REVIEWER' as const, projectId },
      { role: 'PRODUCT_OWNER' as const, projectId: otherProjectId },
    ];

    expect(() => claim(review, { ...ben, grants }, noon)).toThrow(forbidden);
  });

  it('is refused to a reviewer of another project', () => {
    const grants = [{ role: 'REVIEWER' as const, projectId: otherProjectId }];

    expect(() => claim(reviewIn('PENDING'), { ...ben, grants }, noon)).toThrow(forbidden);
  });

  it('once escalated is for approvers only', () => {
    const escalated = reviewIn('ESCALATED');

    expect(() => claim(escalated, bea, noon)).toThrow(forbidden);
    expect(claim(escalated, ada, noon).state.claimedByUserId).toBe(ada.userId);
  });

  it('is possible while it is due and in grace, and refused from the moment it expires', () => {
    const review = reviewIn('PENDING');
    const last = new Date(review.lapsesAt.getTime() - 1);

    expect(() => claim(review, ben, last)).not.toThrow();
    expect(() => claim(review, ben, review.lapsesAt)).toThrow(illegal);
  });

  it('is possible after the due time of an urgent one, until it is escalated', () => {
    const review = reviewIn('PENDING', { priority: 'HIGH' });

    expect(() => claim(review, ben, hoursAfter(5))).not.toThrow();
  });
});

describe('deciding a review', () => {
  it.each([
    ['approving', approve, 'APPROVED', 'ReviewApproved'],
    ['rejecting', reject, 'REJECTED', 'ReviewRejected'],
  ] as const)('by %s it is final and names the decision', (_, decide, status, type) => {
    const { state, events } = decide(reviewIn('IN_REVIEW'), rulingOf(ben));

    expect(state).toMatchObject({ status, claimedByUserId: ben.userId });
    expect(events).toEqual([
      {
        ...aboutReview,
        type,
        claimedByUserId: ben.userId,
        reviewDecisionId: id(50),
        reviewerUserId: ben.userId,
      },
    ]);
  });

  it.each([
    ['approving', approve],
    ['rejecting', reject],
  ] as const)('by %s is refused to anyone but the claimer', (_, decide) => {
    const review = reviewIn('IN_REVIEW');

    expect(() => decide(review, rulingOf(bea))).toThrow(/Only the reviewer who claimed/);
    expect(() => decide(review, rulingOf(ada))).toThrow(/Only the reviewer who claimed/);
  });

  it('is refused to a claimer who lost the role', () => {
    const former = { ...ben, grants: [] };

    expect(() => approve(reviewIn('IN_REVIEW'), rulingOf(former))).toThrow(forbidden);
  });

  it('is refused to the raiser, whoever has claimed it', () => {
    const own = { ...reviewIn('IN_REVIEW'), raisedByUserId: ben.userId };

    expect(() => approve(own, rulingOf(ben))).toThrow(/raised a review may not decide it/);
  });
});
