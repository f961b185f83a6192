import { describe, expect, it } from 'vitest';
import {
  ada,
  bea,
  ben,
  factory,
  hoursAfter,
  id,
  newReview,
  noon,
  person,
  reviewIn,
  reviewRequestId,
  sha256,
  verdictOf,
} from '../../../../test/support/reviews.ts';
import type { ReviewStatus } from '../review-request/domain.ts';
import { record, supersede } from './domain.ts';

const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
const condition = { text: 'Name the currency.', mustResolveBefore: hoursAfter(48) };

describe('recording a decision', () => {
  it('keeps who decided what, when and why, about exactly one review of the same tenant', () => {
    const { state } = record(reviewIn('REJECTED'), verdictOf(ben), hoursAfter(1));

    expect(state).toEqual({
      id: id(50),
      tenantId: 'acme',
      reviewRequestId,
      decision: 'REJECTED',
      reviewerUserId: ben.userId,
      rationale: 'It names no currency.',
      conditions: [],
      isOverride: false,
      supersedesDecisionId: null,
      decidedAt: hoursAfter(1),
      traceId: newReview.traceId,
      correlationId: newReview.correlationId,
    });
  });

  it('publishes it with the hashes of its texts, and none of the texts', () => {
    const verdict = verdictOf(ben, { conditions: [condition] });

    const { events } = record(reviewIn('APPROVED'), verdict, noon);

    expect(events).toEqual([
      {
        type: 'ReviewDecisionRecorded',
        reviewDecisionId: id(50),
        reviewRequestId,
        projectId: newReview.projectId,
        approvalRequestId: null,
        decision: 'APPROVED',
        isOverride: false,
        reviewerUserId: ben.userId,
        supersedesDecisionId: null,
        decidedAt: noon,
        rationaleHash: sha256('It names no currency.'),
        conditionsHash: sha256(
          '[{"text":"Name the currency.","mustResolveBefore":"2026-02-02T12:00:00.000Z"}]',
        ),
      },
    ]);
  });

  it('publishes no hash where there is no text', () => {
    const { events } = record(reviewIn('APPROVED'), verdictOf(ben, { rationale: null }), noon);

    expect(events).toMatchObject([{ rationaleHash: null, conditionsHash: null }]);
  });

  it('hashes the rationale as it is kept', () => {
    const verdict = verdictOf(ben, { rationale: ' Cafe\u0301 ' });

    const { state, events } = record(reviewIn('REJECTED'), verdict, noon);

    expect(state.rationale).toBe('Caf\u00e9');
    expect(events).toMatchObject([{ rationaleHash: sha256('Caf\u00e9') }]);
  });

  it.each<ReviewStatus>(['PENDING', 'IN_REVIEW', 'ESCALATED', 'EXPIRED'])(
    'is refused while the review is %s: it has not been decided',
    (status) => {
      expect(() => record(reviewIn(status), verdictOf(ben), noon)).toThrow(
        expect.objectContaining({ code: 'ILLEGAL_TRANSITION' }),
      );
    },
  );
});

describe('the rationale of a decision', () => {
  it.each([
    ['REJECTED', ben],
    ['OVERRIDDEN', ada],
  ] as const)('is mandatory when %s', (status, by) => {
    for (const rationale of [null, '', ' \u00a0\n']) {
      expect(() => record(reviewIn(status), verdictOf(by, { rationale }), noon)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', field: 'rationale' }),
      );
    }
  });

  it.each(['APPROVED', 'CHANGES_REQUESTED'] as const)('may be left out when %s', (status) => {
    const { state } = record(reviewIn(status), verdictOf(ben, { rationale: null }), noon);

    expect(state.rationale).toBeNull();
  });
});

describe('an override', () => {
  it('is marked as one, and nothing else is', () => {
    const isOverride = (status: ReviewStatus, by = ben) =>
      record(reviewIn(status), verdictOf(by), noon).state.isOverride;

    expect(isOverride('OVERRIDDEN', ada)).toBe(true);
    expect(isOverride('APPROVED')).toBe(false);
    expect(isOverride('REJECTED')).toBe(false);
    expect(isOverride('CHANGES_REQUESTED')).toBe(false);
  });

  it('requires an elevated reviewer role', () => {
    expect(() => record(reviewIn('OVERRIDDEN'), verdictOf(ben), noon)).toThrow(forbidden);
  });
});

describe('the conditions of an approval', () => {
  const withConditions = (...conditions: readonly (typeof condition)[]) =>
    record(reviewIn('APPROVED'), verdictOf(ben, { conditions }), noon);

  it('are kept with the time before which each must be resolved', () => {
    expect(withConditions(condition, condition).state.conditions).toEqual([condition, condition]);
  });

  it.each([
    ['the past', hoursAfter(-1)],
    ['the present', noon],
    ['no time at all', new Date(Number.NaN)],
  ])('are refused when they lie in %s', (_, mustResolveBefore) => {
    expect(() => withConditions(condition, { ...condition, mustResolveBefore })).toThrow(
      expect.objectContaining({ field: 'conditions.1.mustResolveBefore' }),
    );
  });

  it('are refused when one says nothing', () => {
    expect(() => withConditions({ ...condition, text: ' ' })).toThrow(
      expect.objectContaining({ field: 'conditions.0.text' }),
    );
  });

  it('are 20 at most', () => {
    expect(withConditions(...Array(20).fill(condition)).state.conditions).toHaveLength(20);
    expect(() => withConditions(...Array(21).fill(condition))).toThrow(/at most 20/);
  });

  it.each([
    ['REJECTED', ben],
    ['CHANGES_REQUESTED', ben],
    ['OVERRIDDEN', ada],
  ] as const)('are refused when %s', (status, by) => {
    const verdict = verdictOf(by, { conditions: [condition] });

    expect(() => record(reviewIn(status), verdict, noon)).toThrow(
      /Only an approval has conditions/,
    );
  });
});

describe('superseding a decision', () => {
  const review = reviewIn('APPROVED');
  const superseded = record(review, verdictOf(ben), noon).state;
  const correction = (by = ben) => ({
    ...verdictOf(by, { id: id(51), rationale: 'It does name one.', conditions: [condition] }),
    superseded,
    isSuperseded: false,
  });

  it('records what should have been said, and leaves the earlier record and the review alone', () => {
    const { state } = supersede(review, correction(), hoursAfter(1));

    expect(state).toEqual({
      ...superseded,
      id: id(51),
      rationale: 'It does name one.',
      conditions: [condition],
      supersedesDecisionId: superseded.id,
      decidedAt: hoursAfter(1),
    });
  });

  it('publishes which record it supersedes', () => {
    expect(supersede(review, correction(), noon).events).toMatchObject([
      { type: 'ReviewDecisionRecorded', supersedesDecisionId: superseded.id, decision: 'APPROVED' },
    ]);
  });

  it('never changes the decision, whatever the review came to since', () => {
    const sentBack = record(reviewIn('CHANGES_REQUESTED'), verdictOf(ben), noon).state;
    const told = { ...correction(), conditions: [], superseded: sentBack };

    expect(supersede(review, told, noon).state.decision).toBe('CHANGES_REQUESTED');
  });

  it('is for its author and for approvers', () => {
    expect(() => supersede(review, correction(ben), noon)).not.toThrow();
    expect(supersede(review, correction(ada), noon).state.reviewerUserId).toBe(ada.userId);
    expect(() => supersede(review, correction(bea), noon)).toThrow(forbidden);
    expect(() => supersede(review, correction(factory), noon)).toThrow(forbidden);
  });

  it.each([
    [['review:decide'] as const, false],
    [['review:decide', 'review:supersede'] as const, true],
  ])('by an author whose token is narrowed to %s is possible: %s', (scopes, isAllowed) => {
    const superseding = () => supersede(review, correction({ ...ben, scopes }), noon);

    if (isAllowed) expect(superseding).not.toThrow();
    else expect(superseding).toThrow(forbidden);
  });

  it('is refused to the raiser of the review, approver or not', () => {
    const own = { ...review, raisedByUserId: ada.userId };

    expect(() => supersede(own, correction(ada), noon)).toThrow(forbidden);
  });

  it('of an override requires an elevated reviewer role of the author too', () => {
    const overridden = reviewIn('OVERRIDDEN');
    const earlier = record(overridden, verdictOf(ada), noon).state;
    const demoted = { ...person(101, 'REVIEWER'), userId: ada.userId };
    const told = { ...correction(demoted), conditions: [], superseded: earlier };

    expect(() => supersede(overridden, told, noon)).toThrow(forbidden);
  });

  it('needs a reason', () => {
    expect(() => supersede(review, { ...correction(), rationale: ' ' }, noon)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'rationale' }),
    );
  });

  it('happens once to a record', () => {
    expect(() => supersede(review, { ...correction(), isSuperseded: true }, noon)).toThrow(
      expect.objectContaining({ code: 'ALREADY_EXISTS' }),
    );
  });
});
