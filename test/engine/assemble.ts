import type { AnswerPath, DeferredAnswer, PendingPart } from '../../gateway/engine/engine.ts';
import { errorText, type Told, told } from './compare.ts';
import { canonicalText, isRecord } from './world/seeds.ts';

/** An answer in parts, put together as a client does it. */
export interface Assembled {
  /** What came at once. */
  readonly first: Told;
  /** The order of keys says nothing here: deferred fields come later. */
  readonly told: Told;
  readonly parts: number;
  /** The places of the objects whose part was lost to an error. */
  readonly lost: readonly AnswerPath[];
  /** Where the parts do not keep to what was announced. */
  readonly problems: readonly string[];
}

export async function assemble({
  initial,
  announced,
  subsequent,
}: DeferredAnswer): Promise<Assembled> {
  // A copy, as it would have come over the wire.
  const data: unknown = JSON.parse(JSON.stringify(initial.data ?? null));
  const problems: string[] = [];
  const errors = [...(initial.errors ?? [])];
  const pending = new Map<string, PendingPart>();
  const ids = new Set<string>();
  const lost: AnswerPath[] = [];
  let parts = 0;
  let hasNext = true;

  const announce = (part: PendingPart) => {
    if (ids.has(part.id)) problems.push(`part ${part.id} was announced twice`);
    if (!isRecord(at(data, part.path))) problems.push(`there is no object at ${part.path}`);
    ids.add(part.id);
    pending.set(part.id, part);
  };

  for (const part of announced) announce(part);
  if (announced.length === 0) problems.push('nothing was announced');
  for await (const step of subsequent) {
    if (!hasNext) problems.push('a step came after the last');
    for (const part of step.delivered) {
      const known = pending.get(part.id);
      pending.delete(part.id);
      parts += 1;
      errors.push(...part.errors);
      if (!known) problems.push(`part ${part.id} was not pending`);
      else if (`${known.path} ${known.label}` !== `${part.path} ${part.label}`) {
        problems.push(`part ${part.id} is another than was announced`);
      }
      if (part.data) merge(at(data, part.path), JSON.parse(JSON.stringify(part.data)));
      else {
        lost.push(part.path);
        if (part.errors.length === 0) problems.push(`part ${part.id} is null without an error`);
      }
    }
    for (const part of step.announced) announce(part);
    hasNext = step.hasNext;
  }
  if (hasNext) problems.push('the last step did not come');
  if (pending.size > 0) problems.push(`${pending.size} parts did not come`);
  const whole = {
    dataText: canonicalText(data),
    errors: errors.map(({ message, path }) => errorText(message, path)).toSorted(),
  };
  return { first: told(initial), told: whole, parts, lost, problems };
}

function at(data: unknown, path: AnswerPath): unknown {
  return path.reduce(
    (value: unknown, key) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, key)?.value
        : undefined,
    data,
  );
}

/** Puts what is new into what is there, in place. */
function merge(target: unknown, source: object): void {
  if (typeof target !== 'object' || target === null) return;
  for (const [key, value] of Object.entries(source)) {
    const known: unknown = Object.getOwnPropertyDescriptor(target, key)?.value;
    const isNested = typeof known === 'object' && known !== null && typeof value === 'object';
    if (isNested && value !== null) merge(known, value);
    else Object.defineProperty(target, key, { ...property, value });
  }
}

/** A name such as `__proto__` is a key like every other. */
const property = { enumerable: true, configurable: true, writable: true };
