import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { mapStream } from '../../subgraphs/kernel/stream.ts';
import type { DeferredAnswer, DeferredStep, PendingPart } from '../engine/engine.ts';
import { type notations, writeDeferred } from './deferred.ts';
import { createMetrics } from './metrics.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const witness = createMetrics(pino({ level: 'silent' }));

const first: PendingPart = { id: '0', path: ['reviews', 0], label: 'slow' };
const second: PendingPart = { id: '1', path: ['reviews', 1], label: undefined };
const inner: PendingPart = { id: '2', path: ['reviews', 0, 'project'], label: undefined };
const failure = new GraphQLError('password=hunter2', { path: ['reviews', 1, 'title'] });

/** One part that brings another, one that is lost, and an end of its own. */
const steps: readonly DeferredStep[] = [
  {
    delivered: [{ ...first, data: { title: 'A' }, errors: [] }],
    announced: [inner],
    hasNext: true,
  },
  { delivered: [{ ...second, data: null, errors: [failure] }], announced: [], hasNext: true },
  {
    delivered: [{ ...inner, data: { name: null }, errors: [failure] }],
    announced: [],
    hasNext: true,
  },
  { delivered: [], announced: [], hasNext: false },
];

function answer(onEnd = () => {}): DeferredAnswer {
  const left = [...steps];
  const next = async (): Promise<IteratorResult<DeferredStep, void>> => {
    const value = left.shift();
    return value ? { done: false, value } : { done: true, value: undefined };
  };
  return {
    initial: { data: { reviews: [{ id: '1' }, { id: '2' }] } },
    announced: [first, second],
    subsequent: mapStream({ next }, (step) => step, onEnd),
  };
}

async function written(notation: keyof typeof notations) {
  const results: unknown[] = [];
  for await (const { text } of writeDeferred(answer(), notation, traceId, witness)) {
    results.push(JSON.parse(text));
  }
  return results;
}

const masked = [
  {
    message: 'Something went wrong here; the fault has been logged.',
    path: ['reviews', 1, 'title'],
    extensions: { code: 'INTERNAL', traceId },
  },
];
const data = { reviews: [{ id: '1' }, { id: '2' }] };

describe('an answer in parts', () => {
  it('is written as the proposal of August 2022 has it', async () => {
    expect(await written('august2022')).toEqual([
      { data, hasNext: true },
      {
        incremental: [{ label: 'slow', path: ['reviews', 0], data: { title: 'A' } }],
        hasNext: true,
      },
      { incremental: [{ path: ['reviews', 1], data: null, errors: masked }], hasNext: true },
      {
        incremental: [{ path: ['reviews', 0, 'project'], data: { name: null }, errors: masked }],
        hasNext: true,
      },
      { hasNext: false },
    ]);
  });

  it('is written as the proposal of today has it: each part announced, and completed, once', async () => {
    expect(await written('today')).toEqual([
      {
        data,
        pending: [
          { id: '0', path: ['reviews', 0], label: 'slow' },
          { id: '1', path: ['reviews', 1] },
        ],
        hasNext: true,
      },
      {
        pending: [{ id: '2', path: ['reviews', 0, 'project'] }],
        incremental: [{ id: '0', data: { title: 'A' } }],
        completed: [{ id: '0' }],
        hasNext: true,
      },
      { completed: [{ id: '1', errors: masked }], hasNext: true },
      {
        incremental: [{ id: '2', data: { name: null }, errors: masked }],
        completed: [{ id: '2' }],
        hasNext: true,
      },
      { hasNext: false },
    ]);
  });

  it('is not fetched any further when its reader leaves', async () => {
    let isEnded = false;
    const onEnd = () => {
      isEnded = true;
    };
    const results = writeDeferred(answer(onEnd), 'today', traceId, witness);
    await results.next();
    await results.return();

    expect(isEnded).toBe(true);
  });
});
