export type Priority = 'LOW' | 'NORMAL' | 'HIGH' | 'CRITICAL';

/** The time that reviewers are given (studio-data-model, ReviewRequest: SlaWindow). */
export interface SlaWindow {
  readonly raisedAt: Date;
  readonly dueAt: Date;
}

/** What the SLA makes of a review that nobody claims in time. */
export type SlaOutcome = 'ESCALATED' | 'EXPIRED';

/** Hours until a review is due, where the tenant has set no others. No source names any. */
const slaHours: Readonly<Record<Priority, number>> = { CRITICAL: 1, HIGH: 4, NORMAL: 24, LOW: 72 };
const hourMs = 3_600_000;
const urgentPriorities: readonly Priority[] = ['HIGH', 'CRITICAL'];
const urgentSubjectTypes: readonly string[] = ['DEPLOYMENT_PROMOTION', 'POLICY_EXCEPTION'];

/** @param hours - what the tenant grants for this priority; the factory's own hours when it has set none. */
export function openSlaWindow(
  priority: Priority,
  raisedAt: Date,
  hours: number | null = null,
): SlaWindow {
  const granted = hours ?? slaHours[priority];
  return { raisedAt, dueAt: new Date(raisedAt.getTime() + granted * hourMs) };
}

/** As long a window again, from a later moment: a revision is given what the review was given. */
export function reopenSlaWindow({ raisedAt, dueAt }: SlaWindow, at: Date): SlaWindow {
  return { raisedAt: at, dueAt: new Date(at.getTime() + dueAt.getTime() - raisedAt.getTime()) };
}

/** Whether an unclaimed review goes to higher authority when it is due, or expires after a time of grace. */
export function slaOutcome(review: {
  readonly priority: Priority;
  readonly subjectType: string;
}): SlaOutcome {
  const isUrgent =
    urgentPriorities.includes(review.priority) || urgentSubjectTypes.includes(review.subjectType);
  return isUrgent ? 'ESCALATED' : 'EXPIRED';
}

/** When the outcome comes: at `dueAt`, or for an expiry when as much time has passed again. */
export function lapseOf({ raisedAt, dueAt }: SlaWindow, outcome: SlaOutcome): Date {
  if (outcome === 'ESCALATED') return dueAt;
  return new Date(dueAt.getTime() + (dueAt.getTime() - raisedAt.getTime()));
}
