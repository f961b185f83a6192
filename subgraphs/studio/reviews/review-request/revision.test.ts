import { describe, expect, it } from 'vitest';
import {
  aboutReview,
  ada,
  bea,
  ben,
  factory,
  hoursAfter,
  id,
  items,
  otto,
  person,
  reviewIn,
  rulingOf,
} from '../../../../test/support/reviews.ts';
import { claim, requestChanges, resolveChangeRequestItem, submitRevision } from './domain.ts';

const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
const illegal = expect.objectContaining({ code: 'ILLEGAL_TRANSITION' });

describe('requesting changes', () => {
  const { state, events } = requestChanges(reviewIn('IN_REVIEW'), { ...rulingOf(ben), items });

  it('sends the review back with an open item for each change', () => {
    expect(state.status).toBe('CHANGES_REQUESTED');
    expect(state.changeRequestItems).toEqual(items.map((item) => ({ ...item, resolved: false })));
  });

  it('publishes which items, and none of their text', () => {
    expect(events).toEqual([
      {
        ...aboutReview,
        type: 'ChangesRequested',
        claimedByUserId: ben.userId,
        reviewDecisionId: id(50),
        reviewerUserId: ben.userId,
        itemIds: items.map(({ itemId }) => itemId),
      },
    ]);
  });

  it('is refused without an item', () => {
    const none = { ...rulingOf(ben), items: [] };

    expect(() => requestChanges(reviewIn('IN_REVIEW'), none)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'items' }),
    );
  });
});

describe('resolving a change-request item', () => {
  const sentBack = reviewIn('CHANGES_REQUESTED');

  it.each([
    ['the raiser', factory],
    ['another service', person(201, 'SERVICE')],
  ])('is for %s', (_, by) => {
    const { state, events } = resolveChangeRequestItem(sentBack, by, id(60));

    expect(state.status).toBe('CHANGES_REQUESTED');
    expect(state.changeRequestItems.map(({ resolved }) => resolved)).toEqual([true, false]);
    expect(events).toMatchObject([{ type: 'ReviewChangeItemResolved', itemId: id(60) }]);
  });

  it.each([ben, ada, otto])('is refused to who neither raised it nor is a service', (by) => {
    expect(() => resolveChangeRequestItem(sentBack, by, id(60))).toThrow(forbidden);
  });

  it('is refused for an item that is not there, or resolved already', () => {
    const { state } = resolveChangeRequestItem(sentBack, factory, id(60));

    expect(() => resolveChangeRequestItem(state, factory, id(99))).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
    expect(() => resolveChangeRequestItem(state, factory, id(60))).toThrow(illegal);
  });
});

describe('submitting a revision', () => {
  const sentBack = reviewIn('CHANGES_REQUESTED');
  const resolved = items.reduce(
    (review, { itemId }) => resolveChangeRequestItem(review, factory, itemId).state,
    sentBack,
  );
  const revision = { by: factory, subjectVersion: 2, previewSessionId: id(70) };
  const tomorrow = hoursAfter(30);

  it('waits for a claim again, unclaimed, in an SLA window that has just begun', () => {
    const { state } = submitRevision(resolved, revision, tomorrow);

    expect(state).toMatchObject({
      status: 'PENDING',
      claimedByUserId: null,
      subjectVersion: 2,
      previewSessionId: id(70),
      slaRaisedAt: tomorrow,
      slaDueAt: hoursAfter(54),
      lapsesAt: hoursAfter(78),
    });
  });

  it('publishes the new version and due time', () => {
    const { events } = submitRevision(resolved, revision, tomorrow);

    expect(events).toEqual([
      {
        ...aboutReview,
        type: 'ReviewRevisionSubmitted',
        subjectVersion: 2,
        slaDueAt: hoursAfter(54),
      },
    ]);
  });

  it('needs every item of every round to be resolved', () => {
    expect(() => submitRevision(sentBack, revision, tomorrow)).toThrow(/must be resolved/);
  });

  it('needs a higher version of the subject', () => {
    const same = { ...revision, subjectVersion: 1 };

    expect(() => submitRevision(resolved, same, tomorrow)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', field: 'subjectVersion' }),
    );
  });

  it('may be claimed by anybody who may claim, also by somebody else than before', () => {
    const { state } = submitRevision(resolved, revision, tomorrow);

    expect(claim(state, bea, tomorrow).state.claimedByUserId).toBe(bea.userId);
  });
});
