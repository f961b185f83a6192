import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  commands,
  edges,
  finalStatuses,
  verdict,
} from '../../../../test/support/review-machine.ts';
import { id, newReview, noon, person, sha256 } from '../../../../test/support/reviews.ts';
import type { Actor, Role } from '../../../kernel/authority.ts';
import { DomainError } from '../../../kernel/domain.ts';
import { type ReviewDecision, record, supersede, type Verdict } from '../review-decision/domain.ts';
import type { Priority } from '../sla-window/domain.ts';
import type { ReviewChange, ReviewRequest, ReviewStatus } from './domain.ts';
import * as domain from './domain.ts';

// Random histories of one review and its decisions, against a model that knows the written machine and a clock.
// A history that goes wrong is shrunk and printed with its seed.

interface Person {
  readonly role: Role;
  readonly actor: Actor;
}
const cast: readonly Person[] = (
  ['SERVICE', 'REVIEWER', 'APPROVER', 'REVIEWER', 'APPROVER', 'PRODUCT_OWNER', 'VIEWER'] as const
).map((role, index) => ({ role, actor: person(400 + index, role) }));

interface Model {
  status: ReviewStatus;
  claimer: Person | null;
  openItems: number;
  lapsesAt: number;
}
interface World {
  readonly start: ReviewRequest;
  readonly raiser: Person;
  review: ReviewRequest;
  decisions: ReviewDecision[];
  events: { readonly type: string }[];
  now: number;
}

const hourMs = 3_600_000;
const secret = 'A text that stays in its row.';
const slaHours: Readonly<Record<Priority, number>> = { CRITICAL: 1, HIGH: 4, NORMAL: 24, LOW: 72 };
const isUrgent = ({ priority }: { priority: Priority }) => ['CRITICAL', 'HIGH'].includes(priority);
const lapse = (now: number, review: ReviewRequest) =>
  now + slaHours[review.priority] * hourMs * (isUrgent(review) ? 1 : 2);
const claimed: readonly string[] = ['IN_REVIEW', 'CHANGES_REQUESTED', 'APPROVED', 'REJECTED'];
const seen = new Set<string>();

const decisionId = (world: World) => id(1_000 + world.decisions.length);
const verdictOf = (world: World, by: Actor): Verdict => ({
  id: decisionId(world),
  by,
  rationale: secret,
  conditions: [],
  sha256,
});

/** The command as its mutation gives it, with the record of the decision where there is one. */
function give(world: World, command: Command, by: Actor): void {
  const { review } = world;
  const now = new Date(world.now);
  const ruling = { by, reviewDecisionId: decisionId(world) };
  const items = [1, 2].map((n) => ({
    itemId: id(world.events.length * 10 + n),
    description: secret,
  }));
  const open = review.changeRequestItems.find(({ resolved }) => !resolved);
  const item = open ?? review.changeRequestItems[0];
  const subjectVersion = review.subjectVersion + 1;
  const change: Readonly<Record<Command, () => ReviewChange>> = {
    claim: () => domain.claim(review, by, now),
    approve: () => domain.approve(review, ruling),
    reject: () => domain.reject(review, ruling),
    requestChanges: () => domain.requestChanges(review, { ...ruling, items }),
    resolveItem: () => domain.resolveChangeRequestItem(review, by, item?.itemId ?? id(0)),
    submitRevision: () =>
      domain.submitRevision(review, { by, subjectVersion, previewSessionId: null }, now),
    escalate: () => domain.escalate(review, by, secret),
    override: () => domain.override(review, ruling),
  };
  apply(world, change[command]());
  if (['approve', 'reject', 'requestChanges', 'override'].includes(command)) {
    keep(world, record(world.review, verdictOf(world, by), now));
  }
}

function apply(world: World, { state, events }: ReviewChange): void {
  const { review } = world;
  assert.equal(state.version, review.version);
  assert.equal(events.length, 1);
  if (state.status !== review.status) seen.add(`${review.status} -> ${state.status}`);
  // What the kernel does with a change.
  world.review = { ...state, version: review.version + events.length };
  world.events.push(...events);
}

function keep(world: World, { state, events }: ReturnType<typeof record>): void {
  world.decisions.push(state);
  world.events.push(...events);
}

function refusalOf(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

type Step = (model: Model, world: World) => void;
const step = (name: string, run: Step) => ({
  check: () => true,
  toString: () => name,
  run(model: Model, world: World) {
    const before = world.review;
    run(model, world);
    assertInvariants(model, world, before);
  },
});

interface Attempt {
  readonly command: Command;
  readonly who: Person;
}
const attempts: readonly Attempt[] = commands.flatMap((command) =>
  cast.map((who) => ({ command, who })),
);

function attempt(model: Model, world: World, { command, who }: Attempt): void {
  const expected = expectedOf(model, world, { command, who });
  const found = refusalOf(() => give(world, command, who.actor));

  assert.equal(found, typeof expected === 'string' ? expected : null);
  if (typeof expected === 'object') Object.assign(model, expected);
}

const anyStep = (tried: Attempt) =>
  step(`${tried.command} by ${tried.who.role} ${tried.who.actor.userId.slice(-3)}`, (...at) =>
    attempt(...at, tried),
  );

/** One of the moves that are legal now, so that histories come far. */
const legalStep = (pick: number) =>
  step(`legal move ${pick}`, (model, world) => {
    const legal = attempts.filter((tried) => typeof expectedOf(model, world, tried) === 'object');
    const chosen = legal[pick % Math.max(legal.length, 1)];
    if (chosen) attempt(model, world, chosen);
  });

/** What the model becomes, or the code of the refusal. */
function expectedOf(
  model: Model,
  world: World,
  { command, who }: Attempt,
): Partial<Model> | string {
  const relation = { isRaiser: who === world.raiser, isClaimer: who === model.claimer };
  const outcome = verdict(model.status, command, { role: who.role, ...relation });
  if ('refusal' in outcome) return outcome.refusal;
  const { status } = outcome;
  const { openItems } = model;
  const isLate = model.status === 'PENDING' && world.now >= model.lapsesAt;
  switch (command) {
    case 'claim':
      return isLate && !isUrgent(world.start) ? 'ILLEGAL_TRANSITION' : { status, claimer: who };
    case 'requestChanges':
      return { status, openItems: openItems + 2 };
    case 'resolveItem':
      return openItems === 0 ? 'ILLEGAL_TRANSITION' : { openItems: openItems - 1 };
    case 'submitRevision': {
      const lapsesAt = lapse(world.now, world.start);
      return openItems > 0 ? 'ILLEGAL_TRANSITION' : { status, claimer: null, lapsesAt };
    }
    case 'escalate':
      return { status, claimer: null };
    default:
      return { status };
  }
}

const supersedeStep = ({ which, who }: { which: number; who: Person }) =>
  step(`supersede ${which} by ${who.role} ${who.actor.userId.slice(-3)}`, (_, world) => {
    const superseded = world.decisions[which % Math.max(world.decisions.length, 1)];
    if (!superseded) return;
    const { decision, reviewerUserId } = superseded;
    const isSuperseded = world.decisions.some((d) => d.supersedesDecisionId === superseded.id);
    const told = { ...verdictOf(world, who.actor), superseded, isSuperseded };
    const mayJudge = who !== world.raiser && who.role !== 'VIEWER' && who.role !== 'SERVICE';
    const isElevated = who.role === 'APPROVER';
    const isAuthor = reviewerUserId === who.actor.userId;
    const isAllowed = mayJudge && (isElevated || (isAuthor && decision !== 'OVERRIDDEN'));

    const found = refusalOf(() => keep(world, supersede(world.review, told, new Date(world.now))));

    if (isAllowed) assert.equal(found, isSuperseded ? 'ALREADY_EXISTS' : null);
    else assert.notEqual(found, null);
    if (found === null) seen.add(`superseded ${decision}`);
  });

const waitStep = (hours: number) =>
  step(`wait ${hours} h`, (_, world) => {
    world.now += hours * hourMs;
  });

const sweepStep = step('sweep', (model, world) => {
  const change = domain.enforceSla(world.review, new Date(world.now));
  const isDue = model.status === 'PENDING' && world.now >= model.lapsesAt;
  if (!isDue) return assert.deepEqual(change, { state: world.review, events: [] });
  apply(world, change);
  model.status = isUrgent(world.start) ? 'ESCALATED' : 'EXPIRED';
});

function assertInvariants(model: Model, world: World, before: ReviewRequest): void {
  const { review, start, decisions, events } = world;
  const { status } = review;
  assert.equal(status, model.status);
  if (status !== before.status) assert(edges.includes(`${before.status} -> ${status}`));
  if (finalStatuses.includes(before.status)) assert.equal(review, before);
  for (const name of ['id', 'tenantId', 'projectId', 'subjectId', 'traceId'] as const) {
    assert.equal(review[name], start[name]);
  }
  const ofReview = events.filter(({ type }) => type !== 'ReviewDecisionRecorded');
  assert.equal(review.version, ofReview.length);
  assert.equal(review.claimedByUserId !== null, claimed.includes(status));
  assert.notEqual(review.claimedByUserId, review.raisedByUserId);
  const superseded = new Set(decisions.map((decision) => decision.supersedesDecisionId));
  const terminal = decisions.filter(
    ({ id, decision }) => decision !== 'CHANGES_REQUESTED' && !superseded.has(id),
  );
  const isDecided = finalStatuses.includes(status) && status !== 'EXPIRED';
  assert.equal(terminal.map(({ decision }) => decision).join(), isDecided ? status : '');
  assert(!JSON.stringify(events.slice(-2)).includes(secret));
}

describe('every history of a review', () => {
  const priority = fc.constantFrom<Priority>('LOW', 'NORMAL', 'HIGH', 'CRITICAL');
  const who = fc.constantFrom(...cast);
  const anything = fc.constantFrom(...attempts).map(anyStep);
  const move = fc.nat(99).map(legalStep);
  const steps = fc.commands(
    [
      anything,
      anything,
      move,
      move,
      fc.record({ which: fc.nat(5), who }).map(supersedeStep),
      fc.constantFrom(1, 5, 30, 150).map(waitStep),
      fc.constant(sweepStep),
    ],
    { maxCommands: 60, size: 'max' },
  );

  it('keeps to the legal edges and to every invariant', { timeout: 60_000 }, () => {
    const property = fc.property(
      priority,
      fc.constantFrom(0, 1, 2),
      steps,
      (priority, by, history) => {
        const raiser = cast[by] ?? expect.unreachable();
        const asked = domain.requestReview({ ...newReview, priority }, raiser.actor, noon);
        const start = { ...asked.state, version: asked.events.length };
        const now = noon.getTime();
        fc.modelRun(
          () => ({
            model: {
              status: start.status,
              claimer: null,
              openItems: 0,
              lapsesAt: lapse(now, start),
            },
            real: { start, raiser, review: start, decisions: [], events: [...asked.events], now },
          }),
          history,
        );
      },
    );

    fc.assert(property, { numRuns: 2_500 });
  });

  it('was tried on every edge, and on every kind of decision', () => {
    const moves = edges.slice(1);
    const kinds = ['APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'OVERRIDDEN'];

    expect([...seen].sort()).toEqual(
      [...moves, ...kinds.map((kind) => `superseded ${kind}`)].sort(),
    );
  });
});
