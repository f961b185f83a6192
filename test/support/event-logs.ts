import type { Envelope } from '../../subgraphs/kernel/events/envelope.ts';
import { type LogCursor, logStart } from '../../subgraphs/kernel/events/log.ts';
import { localSource } from '../../subgraphs/kernel/events/source.ts';
import type { SubgraphName } from '../../subgraphs/settings.ts';
import type { TestFactory } from './factory.ts';

/** Where an event is looked for: in whose log, of which type, about which aggregate. */
export interface Sought {
  readonly subgraph: SubgraphName;
  readonly type: string;
  /** True of the event that is meant. */
  readonly is: (event: Envelope) => boolean;
}

/** The first such event in the log, as soon as it is there. The test's own time limit bounds the wait. */
export async function eventIn(factory: TestFactory, { subgraph, type, is }: Sought) {
  const source = openLog(factory, subgraph, [type]);
  for (let after: LogCursor = logStart; ; ) {
    const page = await source.read(after, { limit: 1_000, waitMs: 1_000 });
    const found = page.events.find(({ event }) => is(event));
    if (found) return found.event;
    after = page.scannedTo;
  }
}

/** What the log holds by now, the earliest first. */
export async function eventsOf(factory: TestFactory, subgraph: SubgraphName): Promise<Envelope[]> {
  const source = openLog(factory, subgraph);
  const events: Envelope[] = [];
  for (let after: LogCursor = logStart, isLast = false; !isLast; ) {
    const page = await source.read(after, { limit: 1_000, waitMs: 0 });
    events.push(...page.events.map(({ event }) => event));
    ({ scannedTo: after, isLast } = page);
  }
  return events;
}

/** What the log holds about an aggregate by now, the earliest first. */
export async function eventsAbout(
  factory: TestFactory,
  subgraph: SubgraphName,
  id: string,
): Promise<Envelope[]> {
  return (await eventsOf(factory, subgraph)).filter(({ aggregateId }) => aggregateId === id);
}

/** One type of event of a log, or all. */
function openLog({ subgraphs }: TestFactory, subgraph: SubgraphName, types?: readonly string[]) {
  const runtime = subgraphs.runtimes.get(subgraph);
  if (!runtime) throw new Error(`The factory has no ${subgraph}.`);
  const { reader, services } = runtime;
  return localSource({ reader, tail: services.spine.tail }, types);
}
