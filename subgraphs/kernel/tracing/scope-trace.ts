import { type Context, context } from '@opentelemetry/api';
import type { Scope } from '../scope/scope.ts';

const places = new WeakMap<Scope, Context>();

/**
 * Where in a trace the work for a scope stands. The scope itself tells it, since it is handed on everywhere: a
 * context that follows every await would be known as well, and each promise of the process would pay for it.
 */
export function traceOf(scope: Scope): Context {
  return places.get(scope) ?? context.active();
}

/** Lets all that is done for this scope from now on stand there. */
export function traceWithin(scope: Scope, within: Context): void {
  places.set(scope, within);
}

/** Lets the work for a scope that was made of another one stand where that one's does. */
export function traceAs(copy: Scope, original: Scope): Scope {
  const place = places.get(original);
  if (place) places.set(copy, place);
  return copy;
}
