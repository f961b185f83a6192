/**
 * Whether anybody still waits for an answer: as much of an AbortSignal as a request and its fetches need. One of
 * Node's own takes microseconds to make and outlives the young part of the heap, with all that hangs on it; a request
 * would need several.
 */
export interface Departure {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** Calls back once. */
  addEventListener(type: 'abort', leave: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', leave: () => void): void;
}

/** A departure that its maker tells of. */
export class Departing implements Departure {
  aborted = false;
  reason: unknown = undefined;
  #leaving: (() => void)[] = [];

  addEventListener(_: 'abort', leave: () => void): void {
    this.#leaving.push(leave);
  }

  removeEventListener(_: 'abort', leave: () => void): void {
    const position = this.#leaving.indexOf(leave);
    if (position >= 0) this.#leaving.splice(position, 1);
  }

  /** Tells everybody, the first time. */
  abort(reason: unknown = new DOMException('Nobody waits any more.', 'AbortError')): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const leaving = this.#leaving;
    this.#leaving = [];
    for (const leave of leaving) leave();
  }
}

export interface Either {
  /** Ends with the first of them. */
  readonly signal: Departure;
  /** Forgets them: one of them may outlive many that were made of it. */
  release(): void;
}

export function eitherOf(one: Departure | undefined, other: Departure): Either {
  if (!one) return { signal: other, release: () => {} };
  const either = new Departing();
  const bonds = [one, other].map((each) => {
    const leave = () => either.abort(each.reason);
    if (each.aborted) leave();
    each.addEventListener('abort', leave, { once: true });
    return () => each.removeEventListener('abort', leave);
  });
  return {
    signal: either,
    release() {
      for (const undo of bonds) undo();
    },
  };
}
