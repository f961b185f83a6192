/**
 * Events of a federated subscription, each hydrated from two more subgraphs, a second: our engine beside Apollo's
 * exported `executeQueryPlan`, in one process and interleaved.
 */
import { parse } from 'graphql';
import { operationOf } from '../../../gateway/admission/admit.ts';
import { createEngine } from '../../../gateway/engine/compiled.ts';
import type { Engine, Operation } from '../../../gateway/engine/engine.ts';
import { createReferenceEngine } from '../../../gateway/engine/reference.ts';
import { graphs, supergraphOf } from './graph.ts';
import { localPortsOf } from './local-ports.ts';
import { median } from './rig.ts';
import { scopeOf } from './scopes.ts';

const bar = 1.4;
/** Rounds before: until then V8 is still compiling what both are made of. */
const warmUps = 3;

export interface EventRates {
  readonly ours: number;
  readonly reference: number;
}

/** @returns median events a second of each. */
export async function measureEvents(rounds: number): Promise<EventRates> {
  const sdl = supergraphOf('queue', 'http://127.0.0.1');
  const ours = await createEngine(sdl, localPortsOf('queue'));
  const reference = await createReferenceEngine(sdl, localPortsOf('queue'));
  await assertEqual(ours, reference);
  const rates = { ours: [] as number[], reference: [] as number[] };
  for (let round = -warmUps; round < rounds; round += 1) {
    const found = { ours: await rateOf(ours), reference: await rateOf(reference) };
    if (round < 0) continue;
    rates.ours.push(found.ours);
    rates.reference.push(found.reference);
  }
  return { ours: median(rates.ours), reference: median(rates.reference) };
}

export function reportEvents({ ours, reference }: EventRates): string[] {
  const ratio = ours / reference;
  return [
    '### Federated subscription events, hydrated from two subgraphs',
    '',
    '| engine | events/s |',
    '|---|---|',
    `| executeQueryPlan | ${Math.round(reference)} |`,
    `| ours | ${Math.round(ours)} |`,
    '',
    `- events a second, ours / executeQueryPlan: **${ratio.toFixed(2)}** (bar ≥ ${bar}), ${ratio >= bar ? 'met' : 'NOT met'}`,
    '',
  ];
}

function operation(events: number): Operation {
  const { query } = graphs.queue.operations.events;
  const document = parse(query);
  const definition = operationOf(document, undefined);
  const prepared = { key: query, document, definition, operationName: undefined };
  return { prepared, variables: { events }, scope: scopeOf('somebody') };
}

async function* eventsOf(engine: Engine, count: number) {
  const stream = await engine.subscribe(operation(count));
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  yield* stream;
}

async function rateOf(engine: Engine): Promise<number> {
  const events = 2_000;
  const startedAt = performance.now();
  let count = 0;
  for await (const event of eventsOf(engine, events)) {
    // Somebody sends it: an answer that is made and not written would cost nothing.
    count += JSON.stringify(event).length > 0 ? 1 : 0;
  }
  if (count !== events) throw new Error(`${count} of ${events} events came.`);
  return count / ((performance.now() - startedAt) / 1_000);
}

async function assertEqual(...engines: readonly Engine[]): Promise<void> {
  const texts = [];
  for (const engine of engines) {
    for await (const event of eventsOf(engine, 1)) texts.push(JSON.stringify(event));
  }
  if (new Set(texts).size !== 1) throw new Error(`The engines differ: ${texts.join('\n')}`);
}
