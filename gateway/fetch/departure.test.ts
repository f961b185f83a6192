import { describe, expect, it } from 'vitest';
import { Departing, eitherOf } from './departure.ts';

/** Notes which of several hear of a departure. */
function listeners() {
  const told: string[] = [];
  return { told, named: (name: string) => () => void told.push(name) };
}

describe('a departure', () => {
  it('is told to everybody who waits, once and with its reason', () => {
    const departing = new Departing();
    const { told, named } = listeners();
    for (const name of ['one', 'two']) departing.addEventListener('abort', named(name));

    departing.abort('enough');
    departing.abort('again');

    expect(told).toEqual(['one', 'two']);
    expect(departing).toMatchObject({ aborted: true, reason: 'enough' });
  });

  it('is not told to whoever has what they waited for', () => {
    const departing = new Departing();
    const { told, named } = listeners();
    const first = named('one');
    departing.addEventListener('abort', first);
    departing.addEventListener('abort', named('two'));
    departing.removeEventListener('abort', first);
    departing.removeEventListener('abort', named('never there'));

    departing.abort();

    expect(told).toEqual(['two']);
    expect(departing.reason).toMatchObject({ name: 'AbortError' });
  });

  it('is told to all where one of them stops waiting meanwhile', () => {
    const departing = new Departing();
    const { told, named } = listeners();
    const second = named('two');
    departing.addEventListener('abort', () => departing.removeEventListener('abort', second));
    departing.addEventListener('abort', second);
    departing.addEventListener('abort', named('three'));

    departing.abort();

    expect(told).toEqual(['two', 'three']);
  });
});

describe('the first of two departures', () => {
  it.each([
    ['the one', 0],
    ['the other', 1],
  ])('ends both: %s', (_, first) => {
    const both = [new Departing(), new Departing()] as const;
    const { signal: either } = eitherOf(...both);

    both[first]?.abort('first');
    both[1 - first]?.abort('second');

    expect(either).toMatchObject({ aborted: true, reason: 'first' });
  });

  it('may have been before', () => {
    const gone = new Departing();
    gone.abort('long ago');

    expect(eitherOf(gone, new Departing()).signal).toMatchObject({
      aborted: true,
      reason: 'long ago',
    });
    expect(eitherOf(new AbortController().signal, gone).signal.reason).toBe('long ago');
  });

  it('is forgotten by both once nobody asks any more', () => {
    const both = [new Departing(), new Departing()] as const;
    const { signal, release } = eitherOf(...both);

    release();
    for (const each of both) each.abort();

    expect(signal.aborted).toBe(false);
  });

  it('is the only one where there is no other', () => {
    const departing = new Departing();

    expect(eitherOf(undefined, departing).signal).toBe(departing);
  });
});
