import type { Scene } from './scene.ts';
import type { Line } from './timeline.ts';

/** Approvals of both kinds, with every outcome. */
export function approvalLines(scene: Scene): readonly Line[] {
  return [
    waitingForItsReview(scene),
    grantedByReview(scene),
    rejectedByReview(scene),
    grantedByOverride(scene),
    forgotten(scene),
    waitingForVotes(scene),
    grantedHere(scene),
    rejectedHere(scene),
    escalatedByTime(scene),
    rejectedByTime(scene),
    withdrawn(scene),
  ];
}

/** What the factory asks for when it wants to bring a release to its guests. */
function promotion(projectId: string, subjectId: string, more: object = {}) {
  const subjectType = 'DEPLOYMENT_PROMOTION';
  return { projectId, subjectType, subjectId, action: 'deployment:promote', ...more };
}

/** PENDING: its review waits in the queue. */
async function* waitingForItsReview({ acme, booking }: Scene): Line {
  yield 1;
  const asked = promotion(booking, 'release-2.5.0', { priority: 'HIGH' });
  const approval = await acme.approval('factory', 'requestApproval', asked);
  await acme.reviewOf('factory', approval);
}

/** GRANTED, because its review was approved. */
async function* grantedByReview({ acme, booking }: Scene): Line {
  yield 46;
  const asked = promotion(booking, 'release-2.3.0');
  const approval = await acme.approval('factory', 'requestApproval', asked);
  const reviewRequestId = await acme.reviewOf('factory', approval);
  yield 45;
  await acme.review('ada', 'claimReview', { reviewRequestId });
  await acme.review('ada', 'approveReview', { reviewRequestId });
  await acme.settled('factory', approval);
}

/** REJECTED, because its review was. */
async function* rejectedByReview({ acme, booking }: Scene): Line {
  yield 44;
  const asked = promotion(booking, 'release-2.3.1');
  const approval = await acme.approval('factory', 'requestApproval', asked);
  const reviewRequestId = await acme.reviewOf('factory', approval);
  yield 43;
  await acme.review('ada', 'claimReview', { reviewRequestId });
  const rationale = 'The migration cannot be taken back.';
  await acme.review('ada', 'rejectReview', { reviewRequestId, rationale });
  await acme.settled('factory', approval);
}

/** GRANTED with the override noted: an approver put her result in the place of the agent's. */
async function* grantedByOverride({ acme, loyalty }: Scene): Line {
  yield 35;
  const approval = await acme.approval('factory', 'requestApproval', {
    projectId: loyalty,
    subjectType: 'DECISION',
    subjectId: 'decision-points-expire',
    action: 'policy:change',
    requiredRole: 'REVIEWER',
  });
  const reviewRequestId = await acme.reviewOf('factory', approval);
  yield 34;
  await acme.review('ben', 'claimReview', { reviewRequestId });
  const reason = 'Guests were promised something else.';
  await acme.review('ben', 'escalateReview', { reviewRequestId, reason });
  const rationale = 'Points of the last two years stay.';
  await acme.review('ada', 'overrideReview', { reviewRequestId, rationale });
  await acme.settled('factory', approval);
}

/** Nobody claims their reviews. One is REJECTED then, as it asked for; the other just EXPIRED. */
async function* forgotten({ acme, loyalty }: Scene): Line {
  yield 90;
  const artifact = { projectId: loyalty, subjectType: 'ARTIFACT', action: 'artifact:publish' };
  const first = { ...artifact, subjectId: 'art-newsletter-1', onTimeout: 'REJECT' };
  const toReject = await acme.approval('factory', 'requestApproval', first);
  await acme.reviewOf('factory', toReject);
  const second = { ...artifact, subjectId: 'art-newsletter-2', onTimeout: 'ESCALATE' };
  const toExpire = await acme.approval('factory', 'requestApproval', second);
  await acme.reviewOf('factory', toExpire);
  yield 42;
  await acme.settled('factory', toReject);
  await acme.settled('factory', toExpire);
}

/** What is voted on in the Control Plane, without a review. */
function exception(projectId: string, subjectId: string, more: object = {}) {
  const subjectType = 'POLICY_EXCEPTION';
  const action = 'policy:except';
  return { projectId, subjectType, subjectId, action, decidedIn: 'CONTROL_PLANE', ...more };
}

/** PENDING with one vote of two. */
async function* waitingForVotes({ acme, loyalty }: Scene): Line {
  yield 4;
  const asked = exception(loyalty, 'exception-long-sessions', { requiredApprovals: 2 });
  const { id } = await acme.approval('factory', 'requestApproval', asked);
  await acme.approval('ada', 'grantApproval', { approvalRequestId: id });
}

async function* grantedHere({ acme, booking }: Scene): Line {
  yield 31;
  const asked = exception(booking, 'exception-night-deploy');
  const { id } = await acme.approval('factory', 'requestApproval', asked);
  const comment = 'For this night.';
  await acme.approval('ada', 'grantApproval', { approvalRequestId: id, comment });
}

async function* rejectedHere({ acme, booking }: Scene): Line {
  yield 27;
  const asked = exception(booking, 'exception-no-backup');
  const { id } = await acme.approval('factory', 'requestApproval', asked);
  const comment = 'Not even for an hour.';
  await acme.approval('ada', 'rejectApproval', { approvalRequestId: id, comment });
}

/** ESCALATED: its time ran out once, and runs anew. */
async function* escalatedByTime({ acme, loyalty }: Scene): Line {
  yield 37;
  const asked = exception(loyalty, 'exception-old-cipher', { onTimeout: 'ESCALATE' });
  await acme.approval('factory', 'requestApproval', asked);
  yield 13;
}

/** REJECTED, because its time ran out. */
async function* rejectedByTime({ acme, loyalty }: Scene): Line {
  yield 64;
  const asked = exception(loyalty, 'exception-second-region', { onTimeout: 'REJECT' });
  await acme.approval('factory', 'requestApproval', asked);
}

/** CANCELLED by whoever asked for it. */
async function* withdrawn({ acme, booking }: Scene): Line {
  yield 23;
  const asked = exception(booking, 'exception-wide-network');
  const { id } = await acme.approval('factory', 'requestApproval', asked);
  yield 22;
  await acme.approval('factory', 'cancelApproval', { approvalRequestId: id });
}
