import { describe, expect, it } from 'vitest';
import { lapseOf, openSlaWindow, type Priority, reopenSlaWindow, slaOutcome } from './domain.ts';

const hourMs = 3_600_000;

describe('the SLA window of a review', () => {
  it.each<[Priority, number]>([
    ['CRITICAL', 1],
    ['HIGH', 4],
    ['NORMAL', 24],
    ['LOW', 72],
  ])('gives a %s review %i hours', (priority, hours) => {
    const raisedAt = new Date('2026-01-31T12:00:00.000Z');

    const { dueAt } = openSlaWindow(priority, raisedAt);

    expect(dueAt.getTime() - raisedAt.getTime()).toBe(hours * hourMs);
  });

  it.each([
    ['the spring change of clocks', '2026-03-28T20:00:00.000Z', '2026-03-29T20:00:00.000Z'],
    ['a leap day', '2028-02-28T12:00:00.000Z', '2028-02-29T12:00:00.000Z'],
    ['the end of the year', '2026-12-31T23:59:59.999Z', '2027-01-01T23:59:59.999Z'],
  ])('is hours that pass, also over %s', (_, raised, due) => {
    expect(openSlaWindow('NORMAL', new Date(raised)).dueAt.toISOString()).toBe(due);
  });
});

describe('the hours a tenant has set', () => {
  it('take the place of the factory’s own', () => {
    const { dueAt } = openSlaWindow('CRITICAL', new Date(0), 6);

    expect(dueAt).toEqual(new Date(6 * hourMs));
  });

  it('count for a revision too, from the moment it is submitted', () => {
    const granted = openSlaWindow('CRITICAL', new Date(0), 6);

    const again = reopenSlaWindow(granted, new Date(100 * hourMs));

    expect(again).toEqual({ raisedAt: new Date(100 * hourMs), dueAt: new Date(106 * hourMs) });
  });
});

describe('a review that nobody claims in time', () => {
  it.each<[Priority, string, string]>([
    ['CRITICAL', 'ARTIFACT', 'ESCALATED'],
    ['HIGH', 'ARTIFACT', 'ESCALATED'],
    ['NORMAL', 'ARTIFACT', 'EXPIRED'],
    ['LOW', 'ARTIFACT', 'EXPIRED'],
    ['CRITICAL', 'DECISION', 'ESCALATED'],
    ['HIGH', 'DECISION', 'ESCALATED'],
    ['NORMAL', 'DECISION', 'EXPIRED'],
    ['LOW', 'DECISION', 'EXPIRED'],
    ['NORMAL', 'DEPLOYMENT_PROMOTION', 'ESCALATED'],
    ['LOW', 'DEPLOYMENT_PROMOTION', 'ESCALATED'],
    ['NORMAL', 'POLICY_EXCEPTION', 'ESCALATED'],
    ['LOW', 'POLICY_EXCEPTION', 'ESCALATED'],
  ])('of priority %s about a %s is %s', (priority, subjectType, outcome) => {
    expect(slaOutcome({ priority, subjectType })).toBe(outcome);
  });

  it('is escalated when it is due', () => {
    const window = openSlaWindow('HIGH', new Date(0));

    expect(lapseOf(window, 'ESCALATED')).toEqual(new Date(4 * hourMs));
  });

  it('expires after a grace window of one further SLA length', () => {
    const window = openSlaWindow('NORMAL', new Date(0));

    expect(lapseOf(window, 'EXPIRED')).toEqual(new Date(48 * hourMs));
  });
});
