import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ben, id, person, sha256 } from '../support/reviews.ts';
import { openTestStudio, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
let outbox: pg.Pool;
beforeAll(async () => {
  studio = await openTestStudio();
  outbox = new pg.Pool({ connectionString: studio.superuserUrl, max: 1 });
});
afterAll(async () => {
  await outbox?.end();
  await studio?.stop();
});

const workTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const selection = 'reviewRequest { id version status }';

async function eventsOf(reviewRequestId: string) {
  const { rows } = await outbox.query<{ envelope: string }>(
    'select envelope from kernel.outbox where envelope like $1 order by outbox_id',
    [`%${reviewRequestId}%`],
  );
  return rows.map(({ envelope }) => JSON.parse(envelope));
}

describe('a decision and its record', () => {
  it('are kept together, or neither is', async () => {
    const reviewRequestId = await studio.claimed();
    const before = await eventsOf(reviewRequestId);

    const payload = await studio.mutate(
      ben,
      'rejectReview',
      { reviewRequestId, rationale: ' ' },
      `${selection} reviewDecision { id }`,
    );

    expect(payload).toEqual({
      reviewRequest: null,
      reviewDecision: null,
      userErrors: [
        { code: 'INVALID_INPUT', message: 'rationale must not be blank.', field: ['rationale'] },
      ],
    });
    expect(await studio.read(ben, reviewRequestId, 'status version decisions { id }')).toEqual({
      status: 'IN_REVIEW',
      version: 2,
      decisions: [],
    });
    expect(await eventsOf(reviewRequestId)).toEqual(before);
  });

  it('are published in the trace of the work under review, with hashes instead of texts', async () => {
    const rationale = 'It names no currency.';
    const reviewRequestId = await studio.claimed({ traceId: workTraceId, correlationId: 'corr-1' });
    await studio.mutate(ben, 'rejectReview', { reviewRequestId, rationale }, selection);

    const events = await eventsOf(reviewRequestId);

    expect(events.map(({ eventType }) => eventType)).toEqual([
      'ReviewRequested',
      'ReviewClaimed',
      'ReviewRejected',
      'ReviewDecisionRecorded',
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        traceId: workTraceId,
        correlationId: 'corr-1',
        projectId: id(1),
      });
    }
    expect(events.map(({ aggregateVersion }) => aggregateVersion)).toEqual([1, 2, 3, 1]);
    expect(events.at(-1).payload.rationaleHash).toBe(sha256(rationale));
    expect(JSON.stringify(events)).not.toContain(rationale);
  });

  it('happen once, however often the same call comes', async () => {
    const reviewRequestId = await studio.claimed();
    const call = () =>
      studio.mutate(
        ben,
        'approveReview',
        { reviewRequestId, idempotencyKey: `approve-${reviewRequestId}` },
        'reviewRequest { status updatedAt } reviewDecision { id decidedAt }',
      );

    const answers = await Promise.all(Array.from({ length: 10 }, call));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0].reviewDecision.id).toEqual(expect.any(String));
    expect(await eventsOf(reviewRequestId)).toHaveLength(4);
  });

  it('are refused on a version that has passed', async () => {
    const reviewRequestId = await studio.claimed();

    const { userErrors } = await studio.mutate(
      ben,
      'approveReview',
      { reviewRequestId, expectedVersion: 1 },
      selection,
    );

    expect(userErrors).toMatchObject([{ code: 'STALE_VERSION', field: ['expectedVersion'] }]);
  });
});

describe('at once', () => {
  it('twenty claim a review, and one wins', async () => {
    const reviewRequestId = await studio.raised();
    const reviewers = Array.from({ length: 20 }, (_, index) => person(500 + index, 'REVIEWER'));

    const answers = await Promise.all(
      reviewers.map((by) => studio.mutate(by, 'claimReview', { reviewRequestId }, selection)),
    );

    const refusals = answers.flatMap(({ userErrors }) => userErrors.map(codeOf));
    expect(refusals).toEqual(Array(19).fill('ILLEGAL_TRANSITION'));
    expect(await eventsOf(reviewRequestId)).toHaveLength(2);
  });

  it('ten correct a decision, and one record supersedes it', async () => {
    const reviewRequestId = await studio.claimed();
    const { reviewDecision } = await studio.mutate(
      ben,
      'approveReview',
      { reviewRequestId },
      'reviewDecision { id }',
    );
    const input = { reviewDecisionId: reviewDecision.id, rationale: 'It does name one.' };

    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        studio.mutate(ben, 'supersedeDecision', input, 'reviewDecision { id }'),
      ),
    );

    const refusals = answers.flatMap(({ userErrors }) => userErrors.map(codeOf));
    expect(refusals).toEqual(Array(9).fill('ALREADY_EXISTS'));
    const decided = await studio.read(ben, reviewRequestId, 'decisions { supersedes { id } }');
    expect(decided.decisions).toEqual([
      { supersedes: null },
      { supersedes: { id: reviewDecision.id } },
    ]);
  });
});

function codeOf({ code }: { readonly code: string }): string {
  return code;
}
