import type { GraphQLError } from 'graphql';
import { asGraphQLError } from '../errors.ts';
import type {
  AnswerPath,
  DeferredAnswer,
  DeferredStep,
  DeliveredPart,
  PendingPart,
} from './engine.ts';
import type { Deferral, PartErrors } from './execution/deferral.ts';
import type { Run } from './execution/run.ts';
import { openQueue } from './queue.ts';
import type { Variant } from './response/answers.ts';
import type { Later } from './response/shape.ts';

export interface Parts {
  readonly run: Run;
  readonly variant: Variant;
  readonly deferral: Deferral;
  /** By our labels: those of the client. */
  readonly labels: ReadonlyMap<string, string | undefined>;
  /** Called when the last part was taken, or nobody wants one any more. */
  readonly onEnd: () => void;
}

/** A part that was announced. */
interface Announced extends PendingPart {
  readonly later: Later;
}

/** What has become of the parts of one label. */
interface Come {
  readonly delivered: readonly DeliveredPart[];
  /** Parts within them. */
  readonly later: readonly Later[];
}

/** Delivers what is to come later when the work for it is done, and what that defers in its turn after it. */
export function deliverParts(
  { run, variant, deferral, labels, onEnd }: Parts,
  first: readonly Later[],
): Pick<DeferredAnswer, 'announced' | 'subsequent'> {
  const queue = openQueue<DeferredStep>(onEnd);
  let announcedCount = 0;
  let deliveredCount = 0;

  function announce(later: readonly Later[]): readonly Announced[] {
    const announced = later.map((each) => ({
      id: String(announcedCount++),
      path: each.path,
      label: labels.get(each.label),
      later: each,
    }));
    for (const label of new Set(later.map((each) => each.label))) {
      const parts = announced.filter((part) => part.later.label === label);
      const work = deferral.workOf(label).then((errors) => shape(parts, errors));
      // Nobody waits for this: a fault that went on from here would end the process.
      void work.catch((fault) => lost(parts, fault)).then(deliver);
    }
    return announced;
  }

  function shape(parts: readonly Announced[], errors: PartErrors): Come {
    const shaped = parts.map((part) => ({ part, ...variant.shapeLater(run, part.later) }));
    const delivered = shaped.map(({ part, data, problems }): DeliveredPart => {
      const own = errors.filter((error) => ownerOf(parts, error) === part);
      const shown = data === null && own.length === 0 ? problems : own;
      return { ...pendingOf(part), data, errors: shown };
    });
    return { delivered, later: shaped.flatMap(({ later }) => later) };
  }

  function deliver({ delivered, later }: Come): void {
    const announced = announce(later).map(pendingOf);
    deliveredCount += delivered.length;
    const hasNext = deliveredCount < announcedCount;
    queue.push({ delivered, announced, hasNext });
    if (!hasNext) queue.end();
  }

  const announced = announce(first).map(pendingOf);
  return { announced, subsequent: queue.stream };
}

/** Parts that a fault of our own has taken. */
function lost(parts: readonly Announced[], fault: unknown): Come {
  const errors = [asGraphQLError(fault)];
  return {
    delivered: parts.map((part) => ({ ...pendingOf(part), data: null, errors })),
    later: [],
  };
}

function pendingOf({ id, path, label }: PendingPart): PendingPart {
  return { id, path, label };
}

/** The part in which an error happened; one that says no place is told with the first. */
function ownerOf(parts: readonly Announced[], { path }: GraphQLError): Announced | undefined {
  return parts.find((part) => path && isWithin(path, part.path)) ?? parts[0];
}

function isWithin(path: AnswerPath, above: AnswerPath): boolean {
  return above.every((key, index) => path[index] === key);
}
