import { describe, expect, it } from 'vitest';
import {
  type HeldGeneration,
  heldGeneration,
  supergraphOf,
} from '../../test/support/tiny-supergraphs.ts';
import { digestOf } from './generation.ts';
import { createGraph } from './graph.ts';
import { followSupergraph, type Reloaded, type ReloadSettings } from './reload.ts';

const first = supergraphOf(['a', 'b', 'c']);
const second = supergraphOf(['a', 'b']);
const broken = 'type Query {';

async function follow(settings: Partial<ReloadSettings> = {}) {
  let text: string | Error = first;
  const { generation } = await heldGeneration(first);
  const graph = createGraph(generation, { keptForMs: 0, onError: () => {} });
  const told: (Reloaded | string)[] = [];
  const built: HeldGeneration[] = [];
  const reload = followSupergraph({
    graph,
    source: {
      place: 'here',
      async read() {
        if (text instanceof Error) throw text;
        return text;
      },
    },
    async build(sdl) {
      const next = await heldGeneration(sdl);
      built.push(next);
      return next.generation;
    },
    pinnedDigest: undefined,
    pollMs: 1_000,
    onReload: (reloaded) => told.push(reloaded),
    onUnreadable: (error) => told.push(String(error)),
    ...settings,
  });
  return {
    graph,
    told,
    built,
    async look(next: string | Error) {
      text = next;
      await reload.look();
    },
    stop: () => reload.stop(),
  };
}

describe('the place where the supergraph is kept', () => {
  it('is served from when it holds another one, and left alone while it does not', async () => {
    const { graph, told, look } = await follow();
    await look(first);
    await look(second);
    await look(second);

    expect(graph.current().digest).toBe(digestOf(second));
    expect(told).toEqual([{ outcome: 'taken', digest: digestOf(second), lostOperations: 0 }]);
  });

  it('is told to hold a broken one, once, and the one before is kept', async () => {
    const { graph, told, look } = await follow();
    await look(broken);
    await look(broken);
    const reason = expect.stringMatching(/^It is no supergraph: Syntax Error/);
    expect(told).toEqual([{ outcome: 'refused', digest: digestOf(broken), reason }]);
    expect(graph.current().digest).toBe(digestOf(first));

    await look(first.replaceAll('"a"', '"elsewhere"'));
    await look(second);

    expect(told.slice(1)).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('elsewhere, which has no address') },
      { outcome: 'taken', digest: digestOf(second) },
    ]);
  });

  it('is believed only where the digest is the pinned one', async () => {
    const { graph, told, built, look } = await follow({ pinnedDigest: digestOf(second) });
    const forged = supergraphOf(['a', 'forged']);
    await look(forged);
    expect(told).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining(`asks for ${digestOf(second)}`) },
    ]);
    expect([graph.current().digest, built]).toEqual([digestOf(first), []]);

    await look(second);

    expect(graph.current().digest).toBe(digestOf(second));
  });

  it('is told to be unreadable once, until it can be read again', async () => {
    const { told, look } = await follow();
    const gone = new Error('gone');
    for (const next of [gone, gone, first, gone]) await look(next);

    expect(told).toEqual(['Error: gone', 'Error: gone']);
  });

  it('is no longer followed after a stop', async () => {
    const { graph, look, stop } = await follow();
    stop();
    await look(second);

    expect(graph.current().digest).toBe(digestOf(first));
  });
});

describe('the next supergraph', () => {
  it('has what clients ask for most planned before it is served, and counts what it lost', async () => {
    const { graph, told, built, look } = await follow();
    const asked = ['{ a }', '{ b }', '{ b }', '{ c }'];
    for (const source of asked) graph.current().prepare(source, undefined);

    await look(second);

    expect(built[0]?.warmed).toEqual(['{ b }', '{ a }']);
    expect(told).toMatchObject([{ outcome: 'taken', lostOperations: 1 }]);
  });
});
