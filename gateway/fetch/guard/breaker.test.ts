import { describe, expect, it } from 'vitest';
import { type Breaker, breakerDefaults, createBreaker, type Outcome } from './breaker.ts';

function atRest() {
  let now = 1_000_000;
  const breaker = createBreaker(breakerDefaults, () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { breaker, pass };
}

function ask(breaker: Breaker, outcome: Outcome, times = 1): void {
  for (let time = 0; time < times; time += 1) {
    const leave = breaker.enter();
    if (leave) breaker.report(leave, outcome);
  }
}

function opened() {
  const { breaker, pass } = atRest();
  ask(breaker, 'failure', 20);
  return { breaker, pass };
}

describe('a breaker', () => {
  it('opens when half of twenty requests have failed', () => {
    const { breaker } = atRest();
    ask(breaker, 'success', 10);
    ask(breaker, 'failure', 9);
    expect(breaker.state()).toBe('closed');

    ask(breaker, 'failure');

    expect([breaker.state(), breaker.enter()]).toEqual(['open', null]);
  });

  it('stays closed while fewer than half fail, however many they are', () => {
    const { breaker } = atRest();
    for (let round = 0; round < 100; round += 1) {
      ask(breaker, 'success', 6);
      ask(breaker, 'failure', 4);
    }

    expect(breaker.state()).toBe('closed');
  });

  it('thinks nothing of nineteen failures', () => {
    const { breaker } = atRest();
    ask(breaker, 'failure', 19);

    expect(breaker.state()).toBe('closed');
  });

  it('forgets what is older than ten seconds', () => {
    const { breaker, pass } = atRest();
    ask(breaker, 'failure', 19);
    pass(10_000);
    ask(breaker, 'failure', 19);
    expect(breaker.state()).toBe('closed');

    pass(9_000);
    ask(breaker, 'failure');

    expect(breaker.state()).toBe('open');
  });

  it('learns nothing from requests that nobody waited for', () => {
    const { breaker } = atRest();
    ask(breaker, 'nothing', 100);

    expect(breaker.state()).toBe('closed');
  });

  it('lets one single request through after five seconds', () => {
    const { breaker, pass } = opened();
    pass(4_999);
    expect(breaker.enter()).toBeNull();
    pass(1);

    expect([breaker.enter(), breaker.enter(), breaker.enter()]).toEqual(['probe', null, null]);
    expect(breaker.state()).toBe('probing');
  });

  it('closes when that one succeeds, and has forgotten what was before', () => {
    const { breaker, pass } = opened();
    pass(5_000);
    ask(breaker, 'success');
    expect(breaker.state()).toBe('closed');

    ask(breaker, 'failure', 19);

    expect(breaker.state()).toBe('closed');
  });

  it('rests for another five seconds when it fails', () => {
    const { breaker, pass } = opened();
    pass(5_000);
    ask(breaker, 'failure');
    pass(4_999);
    expect(breaker.enter()).toBeNull();
    pass(1);

    expect(breaker.enter()).toBe('probe');
  });

  it('lets the next one through when that one tells nothing', () => {
    const { breaker, pass } = opened();
    pass(5_000);
    ask(breaker, 'nothing');

    expect(breaker.enter()).toBe('probe');
  });

  it('hears nothing of requests that began before it opened', () => {
    const { breaker, pass } = atRest();
    const early = breaker.enter();
    ask(breaker, 'failure', 20);
    pass(5_000);
    const probe = breaker.enter();

    if (early) breaker.report(early, 'success');
    expect([probe, breaker.state()]).toEqual(['probe', 'probing']);
    if (early) breaker.report(early, 'failure');

    expect(breaker.state()).toBe('probing');
  });
});
