import { describe, expect, it } from 'vitest';
import {
  type Command,
  commands,
  edges,
  finalStatuses,
  type Relation,
  type Verdict,
  verdict,
} from '../../../../test/support/review-machine.ts';
import {
  factory,
  hoursAfter,
  id,
  items,
  newReview,
  noon,
  person,
  reviewIn,
} from '../../../../test/support/reviews.ts';
import { type Actor, roles } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import {
  approve,
  claim,
  enforceSla,
  escalate,
  override,
  type ReviewChange,
  type ReviewRequest,
  type ReviewStatus,
  reject,
  requestChanges,
  requestReview,
  resolveChangeRequestItem,
  submitRevision,
} from './domain.ts';

const statuses: readonly ReviewStatus[] = [
  'PENDING',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'ESCALATED',
  ...finalStatuses,
];
const relations: readonly Relation[] = [
  { isRaiser: false, isClaimer: false },
  { isRaiser: false, isClaimer: true },
  { isRaiser: true, isClaimer: false },
  { isRaiser: true, isClaimer: true },
];

/** Gives the command with arguments that no other rule refuses. */
const give: Readonly<Record<Command, (review: ReviewRequest, by: Actor) => ReviewChange>> = {
  claim: (review, by) => claim(review, by, noon),
  approve: (review, by) => approve(review, { by, reviewDecisionId: id(50) }),
  reject: (review, by) => reject(review, { by, reviewDecisionId: id(50) }),
  requestChanges: (review, by) => requestChanges(review, { by, reviewDecisionId: id(50), items }),
  resolveItem: (review, by) => resolveChangeRequestItem(review, by, id(60)),
  submitRevision: (review, by) => {
    const changeRequestItems = items.map((item) => ({ ...item, resolved: true }));
    const revision = { by, subjectVersion: 2, previewSessionId: null };
    return submitRevision({ ...review, changeRequestItems }, revision, noon);
  },
  escalate: (review, by) => escalate(review, by, 'Above mine.'),
  override: (review, by) => override(review, { by, reviewDecisionId: id(50) }),
};

function outcomeOf(change: () => ReviewChange): Verdict {
  try {
    const { state, events } = change();
    return { status: state.status, event: events.map(({ type }) => type).join() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'FORBIDDEN' || error.code === 'ILLEGAL_TRANSITION') {
      return { refusal: error.code };
    }
    throw error;
  }
}

/** Every actor there can be, by role and relation, with what the command does for him and what it should do. */
function cells(status: ReviewStatus, command: Command) {
  const all = roles.flatMap((role) => relations.map((relation) => ({ role, ...relation })));
  const named = all.map(({ role, isRaiser, isClaimer }) => {
    const by = person(300, role);
    const review: ReviewRequest = {
      ...reviewIn(status),
      ...(isRaiser ? { raisedByUserId: by.userId } : {}),
      ...(isClaimer ? { claimedByUserId: by.userId } : {}),
    };
    const who = [role, isRaiser && 'raiser', isClaimer && 'claimer'].filter(Boolean).join(' ');
    return {
      found: [who, outcomeOf(() => give[command](review, by))],
      wanted: [who, verdict(status, command, { role, isRaiser, isClaimer })],
    };
  });
  return { found: named.map(({ found }) => found), wanted: named.map(({ wanted }) => wanted) };
}

describe('the review state machine', () => {
  const every = statuses.flatMap((status) => commands.map((command) => [command, status] as const));

  it.each(every)('answers %s while %s as written down, for every role and relation', (...cell) => {
    const [command, status] = cell;
    const { found, wanted } = cells(status, command);

    expect(found).toHaveLength(roles.length * relations.length);
    expect(found).toEqual(wanted);
  });

  it.each(commands)('lets nobody %s who holds a role in another project alone', (command) => {
    const outcomes = statuses.map((status) => {
      const grants = roles.map((role) => ({ role, projectId: id(2) }));
      return outcomeOf(() => give[command](reviewIn(status), { ...person(300), grants }));
    });

    expect(outcomes).toEqual(statuses.map(() => ({ refusal: 'FORBIDDEN' })));
  });

  it('is moved by the clock out of PENDING alone', () => {
    const late = hoursAfter(1_000);
    const moved = statuses.map((status) => enforceSla(reviewIn(status), late).state.status);
    const urgent = enforceSla(reviewIn('PENDING', { priority: 'HIGH' }), late).state.status;

    expect(moved).toEqual(['EXPIRED', ...statuses.slice(1)]);
    expect(urgent).toBe('ESCALATED');
  });

  it('has these eleven edges and no other', () => {
    const approver = person(300, 'APPROVER', 'SERVICE');
    const found = new Set([`nowhere -> ${requestReview(newReview, factory, noon).state.status}`]);
    for (const status of statuses) {
      const review = { ...reviewIn(status), claimedByUserId: approver.userId };
      const urgent = { ...review, priority: 'HIGH' as const };
      const changes = [
        ...commands.map((command) => outcomeOf(() => give[command](review, approver))),
        ...[review, urgent].map((at) => outcomeOf(() => enforceSla(at, hoursAfter(1_000)))),
      ];
      for (const change of changes) {
        if ('status' in change && change.status !== status)
          found.add(`${status} -> ${change.status}`);
      }
    }

    expect([...found].sort()).toEqual([...edges].sort());
  });
});
