import { describe, expect, it } from 'vitest';
import { testScope } from '../../test/support/federated-graph.ts';
import type { FetchCaller } from '../fetch/port.ts';
import { createInFlight } from './in-flight.ts';

/** Something that is asked for, and answers when the test says so. */
function question() {
  const asked: {
    caller: FetchCaller;
    answer: (text: string) => void;
    fail: (error: Error) => void;
  }[] = [];
  const ask = (caller: FetchCaller) =>
    new Promise<string>((answer, fail) => {
      asked.push({ caller, answer, fail });
    });
  return { asked, ask };
}

const caller = (signal?: AbortSignal): FetchCaller => ({ scope: { ...testScope }, signal });
const dueIn = (ms: number): FetchCaller => ({
  scope: { ...testScope, deadlineAt: Date.now() + ms },
});

describe('what is in flight', () => {
  it('is asked for once, and everybody who waits for it knows that it is shared', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();

    const both = [1, 2].map(() => inFlight.join('q', 'k', caller(), ask));
    asked[0]?.answer('yes');

    expect(await Promise.all(both)).toEqual([
      { answer: 'yes', isShared: true },
      { answer: 'yes', isShared: true },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('is another one under another subject or another key, and when the first has come', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();

    const all = [
      inFlight.join('q', 'k', caller(), ask),
      inFlight.join('q', 'other', caller(), ask),
      inFlight.join('other', 'k', caller(), ask),
    ];
    for (const { answer } of asked) answer('yes');
    await Promise.all(all);
    const later = inFlight.join('q', 'k', caller(), ask);
    asked[3]?.answer('later');

    expect(await later).toEqual({ answer: 'later', isShared: false });
    expect(asked).toHaveLength(4);
  });

  it('goes on for the others when one of them stops waiting', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();
    const impatient = new AbortController();

    const first = inFlight.join('q', 'k', caller(impatient.signal), ask);
    const second = inFlight.join('q', 'k', caller(new AbortController().signal), ask);
    impatient.abort();
    await expect(first).rejects.toThrow('abort');

    expect(asked[0]?.caller.signal?.aborted).toBe(false);
    asked[0]?.answer('yes');
    expect((await second).answer).toBe('yes');
  });

  it('is stopped by the last one who stops waiting, and joined by nobody any more', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();
    const controllers = [new AbortController(), new AbortController()];

    const waiting = controllers.map(({ signal }) => inFlight.join('q', 'k', caller(signal), ask));
    for (const controller of controllers) controller.abort();
    await Promise.allSettled(waiting);

    expect(asked[0]?.caller.signal?.aborted).toBe(true);
    const later = inFlight.join('q', 'k', caller(), ask);
    asked[1]?.answer('later');
    expect((await later).answer).toBe('later');
  });

  it('is never stopped while somebody waits who cannot stop waiting', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();
    const impatient = new AbortController();

    const first = inFlight.join('q', 'k', caller(impatient.signal), ask);
    const second = inFlight.join('q', 'k', caller(), ask);
    impatient.abort();
    await Promise.allSettled([first]);
    asked[0]?.answer('yes');

    expect((await second).answer).toBe('yes');
    expect(asked[0]?.caller.signal?.aborted).toBe(false);
  });

  it('is asked for again when the time of whoever asked ran out, for those who have more', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();

    const hurried = inFlight.join('q', 'k', dueIn(0), ask);
    const patient = inFlight.join('q', 'k', dueIn(60_000), ask);
    asked[0]?.fail(new Error('too late'));
    await expect(hurried).rejects.toThrow('too late');
    await Promise.resolve();
    asked[1]?.answer('in time');

    expect((await patient).answer).toBe('in time');
  });

  it('fails for everybody when it fails for another reason', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();

    const both = [1, 2].map(() => inFlight.join('q', 'k', dueIn(60_000), ask));
    asked[0]?.fail(new Error('broken'));

    for (const each of both) await expect(each).rejects.toThrow('broken');
    expect(asked).toHaveLength(1);
  });

  it('is joined as before when something of another tenant has changed', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();

    const before = inFlight.join('q', 'k', caller(), ask);
    inFlight.seal('globex');
    const after = inFlight.join('q', 'k', caller(), ask);
    asked[0]?.answer('yes');

    expect((await before).answer).toBe((await after).answer);
    expect(asked).toHaveLength(1);
  });

  it('is joined by nobody once something has changed', async () => {
    const { asked, ask } = question();
    const inFlight = createInFlight<string>();

    const before = inFlight.join('q', 'k', caller(), ask);
    inFlight.seal('acme');
    const after = inFlight.join('q', 'k', caller(), ask);
    asked[0]?.answer('old');
    asked[1]?.answer('new');

    expect([(await before).answer, (await after).answer]).toEqual(['old', 'new']);
  });
});
