import { describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import {
  type ApprovalChange,
  type ApprovalRequest,
  type ApprovalStatus,
  cancel,
  expire,
  type NewApproval,
  noteReview,
  type ReviewOutcome,
  request,
  settleByReview,
  vote,
} from './domain.ts';

const noon = new Date('2026-01-01T12:00:00.000Z');
const soon = new Date('2026-01-01T13:00:00.000Z');
const dayLater = new Date('2026-01-02T12:00:00.000Z');
const twoDaysLater = new Date('2026-01-03T12:00:00.000Z');

function holder(role: Role, userId: string = role, projectId: string | null = null): Actor {
  return { userId, kind: 'PERSON', grants: [{ role, projectId }] };
}
const requester = holder('SOLUTION_ARCHITECT', 'olga');
const ada = holder('APPROVER', 'ada');
const eve = holder('APPROVER', 'eve');

const asked: NewApproval = {
  id: 'approval',
  tenantId: 'acme',
  projectId: 'booking',
  subjectType: 'DEPLOYMENT_PROMOTION',
  subjectId: 'deployment-7',
  action: 'deployment:promote',
  priority: 'HIGH',
  requiredRole: 'APPROVER',
  requiredApprovals: 1,
  decidedIn: 'CONTROL_PLANE',
  onTimeout: 'REJECT',
  expiresAt: null,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  correlationId: 'wf-7781',
};
const here = request(requester, asked, noon).state;
const raised = request(requester, { ...asked, decidedIn: 'STUDIO_REVIEW' }, noon).state;
const inReview = noteReview(raised, 'review').state;

const granting = { outcome: 'GRANTED', comment: null, commentSha256: null, at: soon } as const;
const rejecting = {
  outcome: 'REJECTED',
  comment: 'Too early.',
  commentSha256: 'c0ffee',
  at: soon,
} as const;
const approved: ReviewOutcome = {
  type: 'ReviewApproved',
  reviewRequestId: 'review',
  reviewerUserId: 'ada',
};

/** Code of the refusal, or the status it led to. */
function outcome(run: () => ApprovalChange): string {
  try {
    return run().state.status;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('the life of an approval, cell by cell', () => {
  const statuses: ApprovalStatus[] = [
    'PENDING',
    'ESCALATED',
    'GRANTED',
    'REJECTED',
    'EXPIRED',
    'CANCELLED',
  ];
  const no = 'ILLEGAL_TRANSITION';
  const approvers: readonly Role[] = ['APPROVER'];
  const requesters: readonly Role[] = ['SERVICE', 'FACTORY_OPERATOR', 'SOLUTION_ARCHITECT'];
  const table = [
    // command, its roles, then what it leads to from each of the statuses above
    ['grant', approvers, 'GRANTED', 'GRANTED', no, no, no, no],
    ['reject', approvers, 'REJECTED', 'REJECTED', no, no, no, no],
    ['cancel', requesters, 'CANCELLED', no, no, no, no, no],
  ] as const;
  const commands = {
    grant: (approval: ApprovalRequest, by: Actor) => vote(approval, by, granting),
    reject: (approval: ApprovalRequest, by: Actor) => vote(approval, by, rejecting),
    cancel: (approval: ApprovalRequest, by: Actor) =>
      cancel(approval, { ...by, userId: 'olga' }, soon),
  };
  const cells = table.flatMap(([command, may, ...results]) =>
    statuses.flatMap((status, index) =>
      roles.map((role) => ({
        command,
        status,
        role,
        result: may.includes(role) ? results[index] : 'FORBIDDEN',
      })),
    ),
  );

  it.each(cells)(
    '$command while $status as $role: $result',
    ({ command, status, role, result }) => {
      expect(outcome(() => commands[command]({ ...here, status }, holder(role)))).toBe(result);
    },
  );

  it.each(roles)('request as %s', (role) => {
    const result = requesters.includes(role) ? 'PENDING' : 'FORBIDDEN';

    expect(outcome(() => request(holder(role), asked, noon))).toBe(result);
  });

  it.each([
    // what the review did, then what it makes of an approval in each of the statuses above
    ['ReviewApproved', 'GRANTED', 'ESCALATED', 'GRANTED', 'REJECTED', 'EXPIRED', 'CANCELLED'],
    ['ReviewRejected', 'REJECTED', 'ESCALATED', 'GRANTED', 'REJECTED', 'EXPIRED', 'CANCELLED'],
    [
      'AgentDecisionOverridden',
      'GRANTED',
      'ESCALATED',
      'GRANTED',
      'REJECTED',
      'EXPIRED',
      'CANCELLED',
    ],
    ['ReviewExpired', 'REJECTED', 'ESCALATED', 'GRANTED', 'REJECTED', 'EXPIRED', 'CANCELLED'],
  ] as const)('%s leaves each status in: %s, %s, %s, %s, %s, %s', (type, ...results) => {
    const left = statuses.map((status) =>
      outcome(() => settleByReview({ ...inReview, status }, { ...approved, type }, soon)),
    );

    expect(left).toEqual(results);
  });

  it.each([
    ['REJECT', 'REJECTED', 'REJECTED', 'GRANTED', 'REJECTED', 'EXPIRED', 'CANCELLED'],
    ['ESCALATE', 'ESCALATED', 'REJECTED', 'GRANTED', 'REJECTED', 'EXPIRED', 'CANCELLED'],
  ] as const)(
    'the clock with %s leaves each status in: %s, %s, %s, %s, %s, %s',
    (onTimeout, ...results) => {
      const left = statuses.map((status) =>
        outcome(() => expire({ ...here, status, onTimeout }, dayLater)),
      );

      expect(left).toEqual(results);
    },
  );
});

describe('requesting an approval', () => {
  it('publishes what is to be decided, by whom, where and until when', () => {
    expect(request(requester, asked, noon).events).toEqual([
      {
        type: 'ApprovalRequested',
        approvalRequestId: 'approval',
        projectId: 'booking',
        subjectType: 'DEPLOYMENT_PROMOTION',
        subjectId: 'deployment-7',
        action: 'deployment:promote',
        priority: 'HIGH',
        requestedByUserId: 'olga',
        requiredRole: 'APPROVER',
        decidedIn: 'CONTROL_PLANE',
        requiredApprovals: 1,
        expiresAt: dayLater,
        onTimeout: 'REJECT',
      },
    ]);
  });

  it('goes by a role in that project, not by one in another', () => {
    const inProject = holder('FACTORY_OPERATOR', 'gus', 'booking');
    const elsewhere = holder('FACTORY_OPERATOR', 'gus', 'rooms');

    expect(outcome(() => request(inProject, asked, noon))).toBe('PENDING');
    expect(outcome(() => request(elsewhere, asked, noon))).toBe('FORBIDDEN');
  });

  it.each([
    { subjectId: ' ' },
    { subjectId: 'x'.repeat(201) },
    { action: '' },
    { action: 'x'.repeat(101) },
    { correlationId: '' },
    { traceId: '0'.repeat(32) },
    { traceId: '0AF7651916CD43DD8448EB211C80319C' },
    { traceId: 'trace-9f1c2b7d' },
    { requiredApprovals: 0 },
  ])('refuses %j', (bad) => {
    expect(outcome(() => request(requester, { ...asked, ...bad }, noon))).toBe('INVALID_INPUT');
  });
});

describe('voting on an approval', () => {
  it('settles it with the last vote that is needed, not before', () => {
    const first = vote({ ...here, requiredApprovals: 2 }, ada, granting);
    const second = vote(first.state, eve, granting);

    expect(first.events.map(({ type }) => type)).toEqual(['ApprovalVoteRecorded']);
    expect(first.state).toMatchObject({ status: 'PENDING', settledAt: null });
    expect(second.state).toMatchObject({ status: 'GRANTED', settledAt: soon });
    expect(second.events).toMatchObject([
      { type: 'ApprovalVoteRecorded', approverUserId: 'eve', outcome: 'GRANTED' },
      { type: 'ApprovalGranted', cause: 'VOTE', overrideNoted: false },
    ]);
  });

  it('keeps the comment in the row and puts its hash into the event', () => {
    const { state, events } = vote(here, ada, rejecting);

    expect(state.decisions).toMatchObject([{ comment: 'Too early.' }]);
    expect(events).toMatchObject([
      { type: 'ApprovalVoteRecorded', commentSha256: 'c0ffee' },
      { type: 'ApprovalRejected', cause: 'VOTE' },
    ]);
    expect(JSON.stringify(events)).not.toContain('Too early');
  });

  it('is refused to the requester, and to a second vote', () => {
    const { state } = vote({ ...here, requiredApprovals: 2 }, ada, granting);

    expect(outcome(() => vote(here, { ...ada, userId: 'olga' }, granting))).toBe('FORBIDDEN');
    expect(outcome(() => vote(state, ada, granting))).toBe('ALREADY_EXISTS');
  });

  it('is over at the deadline', () => {
    expect(() => vote(here, ada, { ...granting, at: dayLater })).toThrow(/has run out/);
  });
});

describe('an approval that is decided in its review', () => {
  it.each([
    ['granting', () => vote(inReview, ada, granting)],
    ['rejecting', () => vote(inReview, ada, rejecting)],
    ['cancelling', () => cancel(inReview, requester, soon)],
  ])('refuses %s here, and names the review', (_, run) => {
    expect(outcome(run)).toBe('DECIDED_IN_REVIEW');
    expect(run).toThrow(/decided in its review: review\./);
  });

  it('says so before its review is raised, and after it is settled', () => {
    const settled = settleByReview(inReview, approved, soon).state;

    expect(outcome(() => vote(raised, ada, granting))).toBe('DECIDED_IN_REVIEW');
    expect(outcome(() => vote(settled, eve, granting))).toBe('DECIDED_IN_REVIEW');
  });

  it('does not tell the review to whoever may not grant', () => {
    expect(outcome(() => vote(inReview, holder('VIEWER'), granting))).toBe('FORBIDDEN');
  });

  it('notes its review, the first one only', () => {
    expect(noteReview(raised, 'review').events).toEqual([
      {
        type: 'ApprovalReviewRaised',
        approvalRequestId: 'approval',
        projectId: 'booking',
        reviewRequestId: 'review',
      },
    ]);
    expect(noteReview(inReview, 'another')).toEqual({ state: inReview, events: [] });
    expect(noteReview(here, 'review')).toEqual({ state: here, events: [] });
  });

  it('is granted with it, and remembers who decided', () => {
    const { state, events } = settleByReview(inReview, approved, soon);

    expect(state).toMatchObject({ status: 'GRANTED', settledAt: soon, overrideNoted: false });
    expect(state.decisions).toEqual([
      { approverUserId: 'ada', outcome: 'GRANTED', comment: null, decidedAt: soon },
    ]);
    expect(events).toMatchObject([{ type: 'ApprovalGranted', cause: 'REVIEW' }]);
  });

  it('is rejected with it', () => {
    const { state, events } = settleByReview(
      inReview,
      { ...approved, type: 'ReviewRejected' },
      soon,
    );

    expect(state.decisions).toMatchObject([{ outcome: 'REJECTED' }]);
    expect(events).toMatchObject([{ type: 'ApprovalRejected', cause: 'REVIEW' }]);
  });

  it('is granted by an override, which is noted', () => {
    const overridden = { ...approved, type: 'AgentDecisionOverridden' } as const;
    const { state, events } = settleByReview(inReview, overridden, soon);

    expect(state.overrideNoted).toBe(true);
    expect(events).toMatchObject([{ type: 'ApprovalGranted', overrideNoted: true }]);
  });

  it.each([
    ['REJECT', 'REJECTED', ['ApprovalExpired', 'ApprovalRejected']],
    ['ESCALATE', 'EXPIRED', ['ApprovalExpired']],
  ] as const)('expires with it, and on %s ends %s', (onTimeout, status, types) => {
    const expired = { type: 'ReviewExpired', reviewRequestId: 'review' } as const;
    const { state, events } = settleByReview({ ...inReview, onTimeout }, expired, soon);

    expect(state).toMatchObject({ status, settledAt: soon, decisions: [] });
    expect(events.map(({ type }) => type)).toEqual(types);
  });

  it('applies the outcome once', () => {
    const { state } = settleByReview(inReview, approved, soon);
    const rejected: ReviewOutcome = { ...approved, type: 'ReviewRejected' };

    expect(settleByReview(state, rejected, dayLater)).toEqual({ state, events: [] });
  });

  it('is settled by no other review', () => {
    const other = { ...approved, reviewRequestId: 'other' };

    expect(outcome(() => settleByReview(inReview, other, soon))).toBe('FORBIDDEN');
    expect(outcome(() => settleByReview(raised, approved, soon))).toBe('FORBIDDEN');
    expect(outcome(() => settleByReview(here, approved, soon))).toBe('FORBIDDEN');
  });

  it('does not expire by the clock here', () => {
    expect(expire(inReview, twoDaysLater)).toEqual({ state: inReview, events: [] });
  });
});

describe('the deadline of an approval that is decided here', () => {
  const escalating: ApprovalRequest = { ...here, onTimeout: 'ESCALATE' };

  it('does nothing a moment early', () => {
    const early = new Date(dayLater.getTime() - 1);

    expect(expire(here, early)).toEqual({ state: here, events: [] });
  });

  it('rejects, and says that time was the cause', () => {
    const { state, events } = expire(here, dayLater);

    expect(state).toMatchObject({ status: 'REJECTED', settledAt: dayLater });
    expect(events).toMatchObject([
      { type: 'ApprovalExpired' },
      { type: 'ApprovalRejected', cause: 'TIMEOUT' },
    ]);
  });

  it('escalates once with as much time again, and asks anew', () => {
    const { state, events } = expire(escalating, dayLater);

    expect(state).toMatchObject({ status: 'ESCALATED', expiresAt: twoDaysLater, settledAt: null });
    expect(events).toMatchObject([
      { type: 'ApprovalEscalated', expiresAt: twoDaysLater },
      { type: 'ApprovalRequested', expiresAt: twoDaysLater },
    ]);
    expect(outcome(() => expire(state, twoDaysLater))).toBe('REJECTED');
  });

  it('leaves an escalated approval to be granted', () => {
    const { state } = expire(escalating, dayLater);

    expect(outcome(() => vote(state, ada, { ...granting, at: dayLater }))).toBe('GRANTED');
  });

  it('is harmless to check again', () => {
    const { state } = expire(escalating, dayLater);

    expect(expire(state, dayLater)).toEqual({ state, events: [] });
  });
});

describe('withdrawing an approval', () => {
  it('is for whoever requested it', () => {
    const other = holder('SOLUTION_ARCHITECT', 'someone');

    expect(outcome(() => cancel(here, other, soon))).toBe('FORBIDDEN');
    expect(cancel(here, requester, soon)).toMatchObject({
      state: { status: 'CANCELLED', settledAt: soon },
      events: [{ type: 'ApprovalCancelled' }],
    });
  });
});
