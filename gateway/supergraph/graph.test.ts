import { describe, expect, it } from 'vitest';
import { heldGeneration, supergraphOf } from '../../test/support/tiny-supergraphs.ts';
import type { Operation } from '../engine/engine.ts';
import { createGraph } from './graph.ts';

const onError = (error: unknown) => expect(error).toBeUndefined();
const two = () =>
  Promise.all([heldGeneration(supergraphOf(['a'])), heldGeneration(supergraphOf(['a', 'b']))]);

// The engines of these tests do not look at it.
const operation = {} as Operation;

describe('a graph', () => {
  it('serves another generation from one moment to the next, and tells of it', async () => {
    const [old, next] = await two();
    const graph = createGraph(old.generation, { keptForMs: 0, onError });
    const told: boolean[] = [];
    const unlisten = graph.onSwap((now, before) =>
      told.push(now === next.generation && before === old.generation),
    );

    graph.swap(next.generation);
    expect(graph.current()).toBe(next.generation);
    unlisten();
    graph.swap(old.generation);

    expect(told).toEqual([true]);
  });

  it('lets an operation run on the generation that admitted it', async () => {
    const [old, next] = await two();
    const graph = createGraph(old.generation, { keptForMs: 0, onError });
    const admitted = graph.current().prepare('{ a }', undefined);

    graph.swap(next.generation);

    expect(admitted.generation).toBe(old.generation);
    expect(graph.current().prepare('{ a }', undefined).generation).toBe(next.generation);
  });

  it('stops the old one only when what runs on it has ended', async () => {
    const [old, next] = await two();
    const graph = createGraph(old.generation, { keptForMs: 0, onError });
    const last = await heldGeneration(supergraphOf(['c']));
    const answer = old.generation.engine.execute(operation);
    const stream = await old.generation.engine.subscribe(operation);

    graph.swap(next.generation);
    graph.swap(last.generation);

    // Nothing runs on this one, which was replaced later.
    await expect.poll(next.isStopped).toBe(true);
    old.release();
    expect(await answer).toMatchObject({ data: { wasStopped: false } });
    expect(old.isStopped()).toBe(false);
    if (Symbol.asyncIterator in stream) await stream.return();
    await expect.poll(old.isStopped).toBe(true);
  });

  it('keeps the old one for those who were admitted and are about to begin', async () => {
    const [old, next] = await two();
    const graph = createGraph(old.generation, { keptForMs: 60_000, onError });
    old.release();

    graph.swap(next.generation);

    const answer = await old.generation.engine.execute(operation);
    expect(answer).toMatchObject({ data: { wasStopped: false } });
    await old.generation.untilIdle();
    expect(old.isStopped()).toBe(false);
    await graph.stop();
    expect([old.isStopped(), next.isStopped()]).toEqual([true, true]);
  });
});
