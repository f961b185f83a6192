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

/** Ends with the first of them. */
export function eitherOf(one: Departure | undefined, other: Departure): Departure {
  if (!one) return other;
  const either = new Departing();
  for (const each of [one, other]) {
    if (each.aborted) either.abort(each.reason);
    each.addEventListener('abort', () => either.abort(each.reason), { once: true });
  }
  return either;
}
