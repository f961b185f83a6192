import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createOutboxes, type OutboxLimits } from './outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => void vi.useRealTimers();
});

/** A wire whose texts the test lets through one by one. */
function open(limits: Partial<OutboxLimits> = {}) {
  const state = { waiting: 0, cutOffs: 0, log: [] as string[] };
  const pending: (() => void)[] = [];
  const written: string[] = [];
  const cutOff = () => {
    state.cutOffs += 1;
  };
  const outboxes = createOutboxes({ cutOff }, { stalledAfterMs: 10_000, ...limits });
  onTestFinished(() => outboxes.stop());
  const outbox = outboxes.open({
    write(text, done) {
      written.push(text);
      pending.push(done);
    },
    waitingBytes: () => state.waiting,
    cutOff: () => void state.log.push('cut off'),
    destroy: () => void state.log.push('destroyed'),
  });
  return { state, outbox, written, taken: () => pending.shift()?.() };
}

describe('a reader', () => {
  it('that takes nothing for as long as is borne is cut off, and then gone', async () => {
    const { state, outbox } = open();
    void outbox.send('text');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(state.log).toEqual(['cut off']);
    await vi.advanceTimersByTimeAsync(200);

    expect(state.log).toEqual(['cut off', 'destroyed']);
    expect(state.cutOffs).toBe(1);
  });

  it('that takes slowly, but takes, is left alone', async () => {
    const { state, outbox, taken } = open();
    for (let count = 0; count < 3; count += 1) void outbox.send('text');
    for (let count = 0; count < 3; count += 1) {
      await vi.advanceTimersByTimeAsync(9_000);
      taken();
    }
    await vi.advanceTimersByTimeAsync(60_000);

    expect(state.log).toEqual([]);
  });

  it('for whom nothing waits may take nothing for ever', async () => {
    const { state, outbox, taken } = open();
    const sent = outbox.send('text');
    taken();
    await sent;
    await vi.advanceTimersByTimeAsync(3_600_000);

    expect(state.log).toEqual([]);
  });

  it('for whom too much waits is cut off at once, whatever of it is where', () => {
    const { state, outbox } = open({ largestBacklog: 100 });
    outbox.backlog.hold(60);
    outbox.backlog.hold(40);
    outbox.backlog.release(60);
    state.waiting = 50;
    outbox.backlog.hold(10);
    expect(state.log).toEqual([]);
    outbox.backlog.hold(1);

    expect(state.log).toEqual(['cut off']);
  });

  it('for whom too much waits already is sent nothing more', async () => {
    const { state, outbox, written } = open({ largestBacklog: 100 });
    state.waiting = 60;
    outbox.backlog.hold(40);
    void outbox.send('the last that has room');
    expect(state.log).toEqual([]);
    state.waiting = 61;
    await outbox.send('one too many');

    expect(state.log).toEqual(['cut off']);
    expect(written).toEqual(['the last that has room']);
  });

  it('is sent one text of any size where nothing waits before it', () => {
    const { state, outbox, written } = open({ largestBacklog: 100 });
    void outbox.send('x'.repeat(1_000));

    expect(state.log).toEqual([]);
    expect(written).toHaveLength(1);
  });

  it('that is gone is cut off no more', async () => {
    const { state, outbox } = open({ largestBacklog: 1 });
    void outbox.send('text');
    outbox.close();
    outbox.backlog.hold(10);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(state.log).toEqual([]);
  });
});
