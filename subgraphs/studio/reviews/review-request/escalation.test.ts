import { describe, expect, it } from 'vitest';
import {
  aboutReview,
  ada,
  bea,
  ben,
  hoursAfter,
  id,
  reviewIn,
  rulingOf,
} from '../../../../test/support/reviews.ts';
import { enforceSla, escalate, isOverdue, override } from './domain.ts';

const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
const illegal = expect.objectContaining({ code: 'ILLEGAL_TRANSITION' });

describe('escalating a review', () => {
  it.each([
    ['its claimer', ben],
    ['an approver', ada],
  ])('is for %s, and releases the claim', (_, by) => {
    const { state, events } = escalate(reviewIn('IN_REVIEW'), by, ' Above mine. ');

    expect(state).toMatchObject({
      status: 'ESCALATED',
      claimedByUserId: null,
      escalationReason: 'Above mine.',
    });
    expect(events).toEqual([
      { ...aboutReview, type: 'ReviewEscalated', escalatedByUserId: by.userId },
    ]);
  });

  it('is refused to another reviewer', () => {
    expect(() => escalate(reviewIn('IN_REVIEW'), bea, 'Mine.')).toThrow(forbidden);
  });

  it('needs a reason', () => {
    expect(() => escalate(reviewIn('IN_REVIEW'), ben, ' ')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'reason' }),
    );
  });

  it('while pending is for its SLA alone', () => {
    expect(() => escalate(reviewIn('PENDING'), ada, 'Now.')).toThrow(/Only its SLA/);
  });
});

describe('overriding a review', () => {
  it('is final and names the decision', () => {
    const { state, events } = override(reviewIn('ESCALATED'), rulingOf(ada));

    expect(state.status).toBe('OVERRIDDEN');
    expect(events).toEqual([
      {
        ...aboutReview,
        type: 'AgentDecisionOverridden',
        reviewDecisionId: id(50),
        reviewerUserId: ada.userId,
      },
    ]);
  });

  it('needs the elevated role of an approver', () => {
    expect(() => override(reviewIn('ESCALATED'), rulingOf(ben))).toThrow(forbidden);
  });

  it('is refused to the raiser, approver or not', () => {
    const own = { ...reviewIn('ESCALATED'), raisedByUserId: ada.userId };

    expect(() => override(own, rulingOf(ada))).toThrow(/raised a review may not decide it/);
  });

  it('is refused before it is escalated', () => {
    expect(() => override(reviewIn('IN_REVIEW'), rulingOf(ada))).toThrow(illegal);
  });
});

describe('the SLA', () => {
  it('leaves a review alone until its time has run out', () => {
    const review = reviewIn('PENDING');
    const justBefore = new Date(review.lapsesAt.getTime() - 1);

    expect(enforceSla(review, justBefore)).toEqual({ state: review, events: [] });
  });

  it('lets one that nobody claimed expire after the grace window, without a decision', () => {
    const { state, events } = enforceSla(reviewIn('PENDING'), hoursAfter(48));

    expect(state).toMatchObject({ status: 'EXPIRED', claimedByUserId: null });
    expect(events).toEqual([{ ...aboutReview, type: 'ReviewExpired' }]);
  });

  it.each([
    ['a high priority', { priority: 'HIGH' as const }, 4],
    ['a critical priority', { priority: 'CRITICAL' as const }, 1],
    ['a promotion', { subjectType: 'DEPLOYMENT_PROMOTION' as const }, 24],
    ['an exception', { subjectType: 'POLICY_EXCEPTION' as const }, 24],
  ])('escalates %s when it is due, by nobody', (_, told, dueAfterHours) => {
    const { state, events } = enforceSla(reviewIn('PENDING', told), hoursAfter(dueAfterHours));

    expect(state.status).toBe('ESCALATED');
    expect(events).toMatchObject([{ type: 'ReviewEscalated', escalatedByUserId: null }]);
  });

  it('acts once: the second sweep does nothing', () => {
    const { state } = enforceSla(reviewIn('PENDING'), hoursAfter(48));

    expect(enforceSla(state, hoursAfter(49))).toEqual({ state, events: [] });
  });
});

describe('a review', () => {
  it.each(['PENDING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'ESCALATED'] as const)(
    'is overdue from its due time on while %s',
    (status) => {
      const review = reviewIn(status);

      expect(isOverdue(review, new Date(review.slaDueAt.getTime() - 1))).toBe(false);
      expect(isOverdue(review, review.slaDueAt)).toBe(true);
    },
  );

  it.each(['APPROVED', 'REJECTED', 'OVERRIDDEN', 'EXPIRED'] as const)(
    'is never overdue once %s',
    (status) => {
      expect(isOverdue(reviewIn(status), hoursAfter(1_000))).toBe(false);
    },
  );
});
