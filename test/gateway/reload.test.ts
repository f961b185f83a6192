import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../gateway/supergraph/generation.ts';
import { supergraphSource } from '../../gateway/supergraph/source.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';
import { composeTiny } from './tiny-graph.ts';

// A gateway whose supergraph is replaced under its clients.

const whole = composeTiny();
/** The same without a field that clients ask for. */
const without = (field: string) =>
  whole.replace(new RegExp(`^ +${field}(\\(.*\\))?: .*\\n`, 'm'), '');

/** The same where nobody can go to a project of this subgraph by its key. */
const withoutWayTo = (graph: string) =>
  whole.replace(
    new RegExp(`(^type Project[^{]*graph: ${graph}, key: "id")`, 'm'),
    '$1, resolvable: false',
  );

let directory: string;
let path: string;
let tiny: TinyGateway;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'reload-'));
  path = join(directory, 'supergraph.graphql');
  writeFileSync(path, whole);
  const source = supergraphSource(path);
  const supergraphSdl = (await source.read()) ?? '';
  const reload = { source, pollMs: 3_600_000, pinnedDigest: undefined };
  tiny = await openTinyGateway({ supergraphSdl, reload });
});

afterEach(async () => {
  await tiny.stop();
  rmSync(directory, { recursive: true });
});

/** Writes it, and has the gateway look as often as it takes to be sure. */
async function serve(supergraphSdl: string): Promise<void> {
  writeFileSync(path, supergraphSdl);
  await tiny.gateway.graph.look();
  await tiny.gateway.graph.look();
}

async function metric(name: string): Promise<string[]> {
  const text = await (await fetch(`${tiny.url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith(`${name}{`));
}

describe('another supergraph', () => {
  it('is served without a single request failing, however many are under way', async () => {
    let isOver = false;
    const statuses = new Map<number, number>();
    async function client(): Promise<void> {
      while (!isOver) {
        const { status, body } = await tiny.post({ query: '{ projects { id reviewCount } }' });
        const outcome = body.errors ? -1 : status;
        statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
      }
    }
    const clients = Array.from({ length: 8 }, client);

    for (let round = 0; round < 10; round += 1) {
      const next = round % 2 === 0 ? without('colour') : whole;
      await serve(next);
      expect(tiny.gateway.graph.current().digest).toBe(digestOf(next));
      await tiny.post({ query: '{ who }' });
    }
    isOver = true;
    await Promise.all(clients);

    expect([...statuses.keys()]).toEqual([200]);
    expect(await metric('gateway_supergraphs_total')).toEqual([
      'gateway_supergraphs_total{outcome="taken"} 10',
    ]);
  });

  it('lets what is under way end as it began, and refuses what it no longer has', async () => {
    let release = (): void => {};
    const isAsked = new Promise<void>((asked) => {
      tiny.world.hold = () => {
        asked();
        return new Promise((resolve) => {
          release = resolve;
        });
      };
    });
    const underWay = tiny.post({ query: '{ slow }' });
    await isAsked;

    await serve(without('slow'));
    const refused = await tiny.post({ query: '{ slow }' });
    release();

    expect((await underWay).body).toEqual({ data: { slow: 'done' } });
    expect(refused.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('shows by its digest that it is served', async () => {
    await serve(without('colour'));

    expect(await metric('gateway_supergraph_info')).toEqual([
      `gateway_supergraph_info{digest="${digestOf(without('colour'))}"} 1`,
    ]);
    const [taken] = tiny.lines.filter(({ msg }) => msg === 'another supergraph is served');
    expect(taken).toMatchObject({ outcome: 'taken', lostOperations: 0 });
  });
});

describe('a supergraph that cannot be served', () => {
  it.each([
    ['cut off in the middle', () => whole.slice(0, whole.length / 2), /Syntax Error/],
    [
      'of a subgraph nobody knows',
      () => whole.replace('name: "studio"', 'name: "billing"'),
      /billing/,
    ],
    ['of types that do not fit', () => whole.replace(': [Project!]!', ': [Nothing!]!'), /Nothing/],
    [
      'of fields that no subgraph can be asked for',
      () => withoutWayTo('STUDIO'),
      /cannot be answered[\s\S]*Project\.reviewCount/,
    ],
    ['of nothing', () => '', /no supergraph/],
  ])('is kept out: %s', async (_, broken, reason) => {
    await serve(broken());
    await tiny.gateway.graph.look();

    expect((await tiny.post({ query: '{ who }' })).body).toEqual({ data: { who: 'acme/ada' } });
    const refusals = tiny.lines.filter(({ outcome }) => outcome === 'refused');
    expect(refusals).toMatchObject([{ reason: expect.stringMatching(reason) }]);
    expect(await metric('gateway_supergraphs_total')).toEqual([
      'gateway_supergraphs_total{outcome="refused"} 1',
    ]);
  });

  it('does not keep the next good one out', async () => {
    await serve('type Query {');
    await serve(without('colour'));

    const { body } = await tiny.post({ query: '{ colour }' });
    expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is told to be gone, and the one before is served on', async () => {
    rmSync(path);
    await tiny.gateway.graph.look();

    expect((await tiny.post({ query: '{ who }' })).body).toEqual({ data: { who: 'acme/ada' } });
    const msg = 'the supergraph cannot be read; the one before is kept';
    expect(tiny.lines.filter((line) => line['msg'] === msg)).toHaveLength(1);
  });
});

describe('a gateway whose first supergraph is another than the pinned one', () => {
  it('does not start', async () => {
    const reload = {
      source: supergraphSource(path),
      pollMs: 3_600_000,
      pinnedDigest: '0'.repeat(64),
    };

    await expect(openTinyGateway({ supergraphSdl: whole, reload })).rejects.toThrow(
      `The supergraph has the digest ${digestOf(whole)}, but SUPERGRAPH_DIGEST asks for 000`,
    );
  });
});
