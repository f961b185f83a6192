import { beforeAll, describe, expect, it } from 'vitest';
import { type Report, runFaults } from './faults/run.ts';
import { type Evidence, judge, kept, type Verdict } from './faults/verdict.ts';

// `FAULT_SECONDS=75` makes the run as long as one likes.
const seconds = Number(process.env['FAULT_SECONDS'] ?? 8);
const patienceMs = seconds * 1_000 + 90_000;

describe('an event log whose processes and stores are killed all the time', () => {
  let report: Report;
  beforeAll(async () => {
    report = await runFaults({
      seconds,
      restMs: 250,
      consumer: 'consumer',
      faults: ['hub', 'consumer', 'postgres', 'hub', 'writer', 'redis', 'consumer', 'flush'],
    });
    const { faults, missed, resumes, evidence } = report;
    console.log({
      log: evidence.log.length,
      acknowledged: evidence.acknowledged.length,
      faults,
      missed,
      resumes,
    });
  }, patienceMs);

  it('was really written and really killed', () => {
    expect(report.evidence.acknowledged.length).toBeGreaterThan(100);
    for (const fault of ['hub', 'consumer', 'postgres', 'writer', 'redis', 'flush'] as const) {
      expect(report.faults[fault], fault).toBeGreaterThan(0);
    }
    expect(report.resumes).toBeGreaterThan(0);
  });

  it('loses nothing, repeats nothing and keeps every order', () => {
    expect(judge(report.evidence)).toEqual(kept);
  });

  it('has no process that ends because of what happens around it', () => {
    expect(report.collapsed).toEqual([]);
  });

  it('would have lost events to readers of the channel alone, and to readers of the identity', () => {
    expect(report.missed.byChannelAlone).toBeGreaterThan(0);
    expect(report.missed.byNaiveReader).toBeGreaterThan(0);
  });

  describe('the verdict on it', () => {
    const last = <Item>(items: readonly Item[]): Item[] => items.slice(-1);

    it.each<[keyof Verdict, (evidence: Evidence) => Partial<Evidence>]>([
      ['lostEvents', ({ acknowledged }) => ({ acknowledged: [...acknowledged, 'another'] })],
      ['repeatedEvents', ({ log }) => ({ log: [...log, ...last(log)] })],
      ['positionGaps', ({ log }) => ({ log: log.slice(1) })],
      ['sequenceGaps', ({ log }) => ({ log: log.slice(1) })],
      ['brokenLinks', ({ log }) => ({ log: log.with(9, changed(log, 9)) })],
      ['aggregateDisorder', ({ log }) => ({ log: log.toReversed() })],
      ['stateWithoutEvents', ({ log }) => ({ log: log.slice(0, -1) })],
      ['wrongEffects', ({ projected }) => ({ projected: projected.slice(1) })],
      [
        'consumerDisorder',
        ({ projected }) => ({ projected: projected.map((one) => ({ ...one, disorder: 1 })) }),
      ],
      ['wrongDeliveries', ({ live }) => ({ live: without(live) })],
      ['falseDeliveries', ({ log }) => ({ log: log.slice(0, -1) })],
    ])('would show %s', (promise, spoil) => {
      expect(judge({ ...report.evidence, ...spoil(report.evidence) })[promise]).toBeGreaterThan(0);
    });

    function changed(log: Evidence['log'], index: number): Evidence['log'][number] {
      const event = log[index];
      if (!event) throw new Error('The log is too short.');
      return { ...event, envelope: `${event.envelope} ` };
    }

    function without(live: Evidence['live']): Evidence['live'] {
      return new Map([...live].map(([tenantId, given]) => [tenantId, given.slice(1)]));
    }
  });
});

describe('a consumer whose checkpoint is not part of its effects', () => {
  it(
    'has effects twice when it is killed: the control of all the zeros above',
    async () => {
      // A kill must fall between the effect and its checkpoint: on a busy machine that can take another round.
      let wrongEffects = 0;
      for (let round = 0; round < 6 && wrongEffects === 0; round += 1) {
        const { evidence } = await runFaults({
          seconds: 5,
          restMs: 600,
          consumer: 'careless-consumer',
          faults: ['careless-consumer', 'careless-consumer', 'careless-consumer'],
        });
        const { wrongEffects: found, ...others } = judge(evidence);
        expect(others).toMatchObject({ lostEvents: 0, positionGaps: 0, wrongDeliveries: 0 });
        wrongEffects = found;
      }

      expect(wrongEffects).toBeGreaterThan(0);
    },
    6 * patienceMs,
  );
});
