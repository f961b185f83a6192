import { describe, expect, it } from 'vitest';
import { createAccessCheck } from './access-check.ts';

/** A Control Plane whose answers the test gives, one by one. */
function open() {
  const state = { version: 'v1', status: 200, at: 0 };
  const asked: (string | null)[] = [];
  const changed: (string | null)[] = [];
  const held: (() => void)[] = [];
  let isHolding = false;
  const access = createAccessCheck({
    controlPlane: {
      async ask(question, parameters) {
        expect(question).toBe('access-version');
        asked.push(parameters.get('tenantId'));
        if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
        const { version, status } = state;
        return { status, contentType: 'application/json', body: JSON.stringify({ version }) };
      },
    },
    onChange: async (tenantId) => void changed.push(tenantId),
    now: () => state.at,
    retryMs: 1,
  });
  const never = new AbortController().signal;
  return {
    state,
    asked,
    changed,
    confirm: (tenantId: string | null = 'acme', signal = never) => access.confirm(tenantId, signal),
    hold() {
      isHolding = true;
    },
    release() {
      isHolding = false;
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

describe('what the people of a tenant may do', () => {
  it('is looked at anew before each event, and changed access takes effect before it', async () => {
    const { state, asked, changed, confirm } = open();
    await confirm();
    await confirm();
    expect([asked, changed]).toEqual([['acme', 'acme'], ['acme']]);

    state.version = 'v2';
    await confirm();
    expect(changed).toEqual(['acme', 'acme']);
  });

  it('is asked for each tenant by itself, and for operators without one', async () => {
    const { asked, changed, confirm } = open();
    await confirm('acme');
    await confirm('globex');
    await confirm(null);

    expect(asked).toEqual(['acme', 'globex', null]);
    expect(changed).toEqual(['acme', 'globex', null]);
  });

  it('is asked once for all events that come while it is asked, and after they came', async () => {
    const { state, asked, changed, confirm, hold, release } = open();
    await confirm();
    hold();
    const first = confirm();
    // Committed and come while the question is under way: its answer may be older.
    const later = Promise.all([confirm(), confirm(), confirm()]);
    release();
    await first;
    state.version = 'v2';
    await later;

    expect(asked).toHaveLength(3);
    expect(changed).toEqual(['acme', 'acme']);
  });

  it('is taken for sure for a moment when the Control Plane does not answer, and no longer', async () => {
    const { state, asked, confirm } = open();
    await confirm();
    state.status = 503;
    state.at = 5_000;
    await confirm();

    state.at = 5_001;
    let isSure = false;
    const waiting = confirm().then(() => {
      isSure = true;
    });
    while (asked.length < 6) await new Promise(setImmediate);
    expect(isSure).toBe(false);
    state.status = 200;
    await waiting;
    expect(isSure).toBe(true);
  });

  it('is not waited for by who has left', async () => {
    const { state, confirm } = open();
    state.status = 503;
    const leaving = new AbortController();
    const waiting = confirm('acme', leaving.signal);
    leaving.abort();

    await waiting;
  });
});
