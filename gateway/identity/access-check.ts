import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphPort } from '../fetch/port.ts';
import { principalMaxAgeMs } from './principals.ts';

// What somebody may do is kept for a moment, and messages about changes may be late or lost. That would do for a
// request. A subscription goes on, and must not hand out what was committed after its reader's access was withdrawn:
// so before each event the Control Plane is asked whether anything has changed. The question is asked after the event
// has come, so its answer knows of every change that was committed before it.

export interface AccessCheck {
  /**
   * Resolves when everything that changed in the tenant before this call has taken effect. While the Control Plane
   * does not answer, that is when it does again, but what was sure a moment ago is taken for sure.
   *
   * @param signal - ends the wait; then nothing is sure.
   */
  confirm(tenantId: string | null, signal: AbortSignal): Promise<void>;
}

export interface AccessCheckOptions {
  readonly controlPlane: Pick<SubgraphPort, 'ask'>;
  /** Lets a change take effect: forgets what is kept, and ends what may not go on. */
  readonly onChange: (tenantId: string | null) => Promise<void>;
  /** Milliseconds that only ever rise. */
  readonly now?: () => number;
  readonly retryMs?: number;
}

export function createAccessCheck(options: AccessCheckOptions): AccessCheck {
  const { controlPlane, onChange, now = () => performance.now(), retryMs = 250 } = options;
  const tenants = new Map<string | null, () => Promise<boolean>>();

  /** @returns a function that looks once, and says whether all is sure. */
  function lookerAt(tenantId: string | null): () => Promise<boolean> {
    const parameters = new URLSearchParams(tenantId === null ? {} : { tenantId });
    let known: string | undefined;
    let sureAt = Number.NEGATIVE_INFINITY;

    return inTurn(async () => {
      const askedAt = now();
      try {
        const { status, body } = await controlPlane.ask('access-version', parameters);
        if (status !== 200) throw new Error('The Control Plane does not say.');
        const { version } = JSON.parse(String(body));
        if (version !== known) await onChange(tenantId);
        known = version;
        sureAt = askedAt;
        return true;
      } catch {
        return askedAt - sureAt <= principalMaxAgeMs;
      }
    });
  }

  return {
    async confirm(tenantId, signal) {
      const look = tenants.get(tenantId) ?? lookerAt(tenantId);
      tenants.set(tenantId, look);
      while (!(await look()) && !signal.aborted) {
        await sleep(retryMs, undefined, { signal }).catch(() => {});
      }
    },
  };
}

/**
 * Runs one at a time. Whoever calls while one runs shares the next, with all who do: that which runs may have looked
 * before the call.
 */
function inTurn<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let waiting: Promise<Result> | undefined;

  function start(): Promise<Result> {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  }

  return () => {
    if (!running) return start();
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        return start();
      });
    return waiting;
  };
}
