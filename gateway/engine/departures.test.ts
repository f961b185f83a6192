import { describe, expect, it } from 'vitest';
import { onDeparture } from './departures.ts';

describe('a departure', () => {
  it('is told to everybody who waits, by one listener', () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    const told: number[] = [];
    for (const each of [1, 2, 3]) onDeparture(signal, () => told.push(each));

    controller.abort();

    expect(told).toEqual([1, 2, 3]);
    expect(listeners).toBe(1);
  });

  it('is not told to whoever has what they waited for', () => {
    const controller = new AbortController();
    const told: number[] = [];
    const stays = [1, 2].map((each) => onDeparture(controller.signal, () => told.push(each)));
    stays[0]?.();

    controller.abort();

    expect(told).toEqual([2]);
  });
});
