import type { Scene } from './scene.ts';
import type { Line } from './timeline.ts';
import { searchTrace } from './traces.ts';

/** Reviews in every status, of every kind and priority; the story of each is told beside it. */
export function reviewLines(scene: Scene): readonly Line[] {
  return [
    forgotten(scene),
    approvedUnderConditions(scene),
    revisedAndApproved(scene),
    sentBack(scene),
    rejected(scene),
    overridden(scene),
    escalatedByReviewer(scene),
    escalatedByTime(scene),
    overdue(scene),
    claimed(scene),
    waiting(scene),
    ofGlobex(scene),
  ];
}

/** Nobody claims it in time, nor in the time of grace: EXPIRED. */
async function* forgotten({ acme, booking }: Scene): Line {
  yield 80;
  await acme.review('factory', 'requestReview', {
    projectId: booking,
    subjectType: 'ARTIFACT',
    subjectId: 'art-domainmodel-7c',
  });
}

/** APPROVED under a condition, and the record corrected later by an approver. */
async function* approvedUnderConditions({ acme, booking, hoursAgo }: Scene): Line {
  yield 30;
  const { id } = await acme.review('factory', 'requestReview', {
    projectId: booking,
    subjectType: 'ARTIFACT',
    subjectId: 'art-contextmap-3',
    priority: 'HIGH',
  });
  yield 29;
  await acme.review('ben', 'claimReview', { reviewRequestId: id });
  const condition = {
    text: 'Name the owner of each context.',
    mustResolveBefore: hoursAgo(-7 * 24),
  };
  const decision = await acme.decision('ben', 'approveReview', {
    reviewRequestId: id,
    rationale: 'The contexts are cut where the teams are.',
    conditions: [condition],
  });
  yield 20;
  await acme.decision('ada', 'supersedeDecision', {
    reviewDecisionId: decision.id,
    rationale: 'The contexts are cut where the teams are; the owners come with the next plan.',
    conditions: [{ ...condition, mustResolveBefore: hoursAgo(-14 * 24) }],
  });
}

/** Sent back, revised, and in its second version APPROVED. */
async function* revisedAndApproved({ acme, booking }: Scene): Line {
  yield 60;
  const { id: reviewRequestId } = await acme.review('factory', 'requestReview', {
    projectId: booking,
    subjectType: 'ARTIFACT',
    subjectId: 'art-pricing-2',
  });
  yield 58;
  await acme.review('ben', 'claimReview', { reviewRequestId });
  const { changeRequestItems = [] } = await acme.review('ben', 'requestChanges', {
    reviewRequestId,
    items: [{ description: 'Round prices once, at the end.' }],
  });
  yield 50;
  for (const { itemId } of changeRequestItems) {
    await acme.review('factory', 'resolveChangeRequestItem', { reviewRequestId, itemId });
  }
  await acme.review('factory', 'submitRevision', { reviewRequestId, subjectVersion: 2 });
  yield 48;
  await acme.review('ada', 'claimReview', { reviewRequestId });
  await acme.review('ada', 'approveReview', { reviewRequestId });
}

/** CHANGES_REQUESTED, of which one is made and one is not. */
async function* sentBack({ acme, loyalty }: Scene): Line {
  yield 30;
  const { id: reviewRequestId } = await acme.review('factory', 'requestReview', {
    projectId: loyalty,
    subjectType: 'DECISION',
    subjectId: 'decision-tier-rules',
  });
  yield 28;
  await acme.review('ben', 'claimReview', { reviewRequestId });
  const { changeRequestItems = [] } = await acme.review('ben', 'requestChanges', {
    reviewRequestId,
    items: [
      { description: 'Say what happens to points when a guest is merged.' },
      { description: 'Say when a tier is lost.' },
    ],
  });
  yield 20;
  const itemId = changeRequestItems[0]?.itemId;
  await acme.review('factory', 'resolveChangeRequestItem', { reviewRequestId, itemId });
}

/** REJECTED, and it says why. */
async function* rejected({ acme, loyalty }: Scene): Line {
  yield 26;
  const { id: reviewRequestId } = await acme.review('factory', 'requestReview', {
    projectId: loyalty,
    subjectType: 'POLICY_EXCEPTION',
    subjectId: 'exception-plain-export',
  });
  yield 24;
  await acme.review('ben', 'claimReview', { reviewRequestId });
  await acme.review('ben', 'rejectReview', {
    reviewRequestId,
    rationale: 'Guests have not agreed that their stays leave the house unencrypted.',
  });
}

/** Escalated by its reviewer; an approver puts a result of her own in the agent's place: OVERRIDDEN. */
async function* overridden({ acme, booking }: Scene): Line {
  yield 40;
  const { id: reviewRequestId } = await acme.review('factory', 'requestReview', {
    projectId: booking,
    subjectType: 'DECISION',
    subjectId: 'decision-refund-limit',
  });
  yield 38;
  await acme.review('ben', 'claimReview', { reviewRequestId });
  const reason = 'The limit is a matter of the house, not of the code.';
  await acme.review('ben', 'escalateReview', { reviewRequestId, reason });
  yield 36;
  const rationale = 'Refunds above 200 EUR are decided by a person.';
  await acme.review('ada', 'overrideReview', { reviewRequestId, rationale });
}

/** ESCALATED by its reviewer, and nobody has claimed it since. */
async function* escalatedByReviewer({ acme, loyalty }: Scene): Line {
  yield 6;
  const { id: reviewRequestId } = await acme.review('factory', 'requestReview', {
    projectId: loyalty,
    subjectType: 'ARTIFACT',
    subjectId: 'art-threatmodel-1',
  });
  yield 5;
  await acme.review('ben', 'claimReview', { reviewRequestId });
  const reason = 'Somebody who knows the card scheme must look at this.';
  await acme.review('ben', 'escalateReview', { reviewRequestId, reason });
}

/** ESCALATED by its SLA: the promotion of the release that the incident is about. */
async function* escalatedByTime({ acme, booking }: Scene): Line {
  yield 5;
  await acme.review('factory', 'requestReview', {
    projectId: booking,
    subjectType: 'DEPLOYMENT_PROMOTION',
    subjectId: 'release-2.4.0',
    priority: 'CRITICAL',
    traceId: searchTrace,
  });
  yield 3;
}

/** PENDING past its time, in the time of grace. */
async function* overdue({ acme, loyalty }: Scene): Line {
  yield 30;
  await acme.review('factory', 'requestReview', {
    projectId: loyalty,
    subjectType: 'ARTIFACT',
    subjectId: 'art-glossary-4',
  });
}

/** IN_REVIEW with Ben. */
async function* claimed({ acme, loyalty }: Scene): Line {
  yield 1;
  const { id: reviewRequestId } = await acme.review('factory', 'requestReview', {
    projectId: loyalty,
    subjectType: 'ARTIFACT',
    subjectId: 'art-testsuite-9',
  });
  await acme.review('ben', 'claimReview', { reviewRequestId });
}

/** PENDING, with time left. */
async function* waiting({ acme, booking, loyalty }: Scene): Line {
  yield 1;
  await acme.review('factory', 'requestReview', {
    projectId: booking,
    subjectType: 'ARTIFACT',
    subjectId: 'art-openapi-12',
    priority: 'HIGH',
  });
  await acme.review('factory', 'requestReview', {
    projectId: loyalty,
    subjectType: 'POLICY_EXCEPTION',
    subjectId: 'exception-retention',
    priority: 'LOW',
  });
}

/** One approved and one that waits, in the other tenant. */
async function* ofGlobex({ globex, fleet }: Scene): Line {
  yield 10;
  const { id: reviewRequestId } = await globex.review('plant', 'requestReview', {
    projectId: fleet,
    subjectType: 'ARTIFACT',
    subjectId: 'art-routes-5',
  });
  yield 9;
  await globex.review('gus', 'claimReview', { reviewRequestId });
  await globex.review('gus', 'approveReview', { reviewRequestId });
  yield 1;
  await globex.review('plant', 'requestReview', {
    projectId: fleet,
    subjectType: 'ARTIFACT',
    subjectId: 'art-blueprint-1',
  });
}
