import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { supergraphSource } from '../../gateway/supergraph/source.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';
import { composeTiny } from './tiny-graph.ts';

// Subscriptions that go on while another supergraph takes the place of theirs.

const whole = composeTiny();
const without = (field: string) =>
  whole.replace(new RegExp(`^ +${field}(\\(.*\\))?: .*\\n`, 'm'), '');
/** Two subgraphs have it; here only one is asked for it. */
const nickFrom = (subgraph: string) =>
  whole.replace('  nick: String\n', `  nick: String @join__field(graph: ${subgraph})\n`);

let directory: string;
let path: string;
let tiny: TinyGateway;
let socket: RawSocket;

async function start(supergraphSdl: string): Promise<void> {
  writeFileSync(path, supergraphSdl);
  const reload = { source: supergraphSource(path), pollMs: 3_600_000, pinnedDigest: undefined };
  tiny = await openTinyGateway({ supergraphSdl, reload });
  socket = await openRawSocket(tiny.url);
  await socket.init(await tiny.token('acme', 'ada'));
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'replanned-'));
  path = join(directory, 'supergraph.graphql');
});

afterEach(async () => {
  socket.close();
  await tiny.stop();
  rmSync(directory, { recursive: true });
});

/** Serves another one, and waits until nothing runs on the one before. */
async function serve(supergraphSdl: string): Promise<void> {
  const before = tiny.gateway.graph.current();
  writeFileSync(path, supergraphSdl);
  // A file is taken when it has stayed the same for two looks.
  await tiny.gateway.graph.look();
  await tiny.gateway.graph.look();
  expect(tiny.gateway.graph.current()).not.toBe(before);
  await before.untilIdle();
}

const logged = 'subscription { logged { n project { name nick } } }';
const event = (n: number) => ({
  type: 'next',
  payload: { data: { logged: { n, project: { name: `Project ${n}`, nick: `P${n}` } } } },
});

async function follow(query: string): Promise<void> {
  socket.subscribe('live', query);
  await tiny.world.log.untilReaders(1);
  const { n } = tiny.world.log.append();
  expect(await socket.next()).toMatchObject(event(n));
}

describe('a subscription under another supergraph', () => {
  it('goes on with the very same stream of its subgraph, planned anew', async () => {
    await start(whole);
    await follow(logged);
    for (const next of [without('colour'), whole, without('colour')]) {
      await serve(next);
      const { n } = tiny.world.log.append();
      expect(await socket.next()).toMatchObject(event(n));
    }

    expect(tiny.world.log.opened).toBe(1);
  });

  it('misses nothing and gets nothing twice, however often that happens while events come', async () => {
    await start(whole);
    await follow(logged);
    let isOver = false;
    async function write(): Promise<number> {
      let last = 0;
      while (!isOver) {
        last = tiny.world.log.append().n;
        await new Promise(setImmediate);
      }
      return last;
    }
    const writing = write();
    for (let round = 0; round < 10; round += 1) {
      await serve(round % 2 === 0 ? without('colour') : whole);
    }
    isOver = true;
    const last = await writing;

    for (let n = 2; n <= last; n += 1) expect(await socket.next()).toMatchObject(event(n));
    expect(tiny.world.log.opened).toBe(1);
  });

  it('asks its subgraph anew where it needs something else of it, behind the last event', async () => {
    await start(nickFrom('CONTROL_PLANE'));
    await follow(logged);
    await serve(nickFrom('STUDIO'));
    await tiny.world.log.untilReaders(1);
    const [first, second] = [tiny.world.log.append(), tiny.world.log.append()];

    expect(await socket.next()).toMatchObject(event(first.n));
    expect(await socket.next()).toMatchObject(event(second.n));
    expect(tiny.world.log.opened).toBe(2);
  });

  it('that is not valid there ends with an error that says so, and no other with it', async () => {
    await start(whole);
    await follow(logged);
    socket.subscribe('text', 'subscription { logged { text } }');
    await tiny.world.log.untilReaders(2);
    await serve(without('text'));

    expect(await socket.next()).toMatchObject({
      id: 'text',
      type: 'next',
      payload: {
        errors: [
          {
            message: expect.stringMatching(/^Another schema is served, which refuses this/),
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          },
        ],
      },
    });
    expect(await socket.next()).toEqual({ id: 'text', type: 'complete' });
    await tiny.world.log.untilReaders(1);
    const { n } = tiny.world.log.append();
    expect(await socket.next()).toMatchObject({ id: 'live', ...event(n) });
  });

  it('that cannot be resumed goes on where the same is asked of its subgraph', async () => {
    await start(whole);
    socket.subscribe('live', 'subscription { silent }');
    await tiny.world.silent.untilListeners(1);
    await serve(without('colour'));
    tiny.world.silent.publish('still here');

    expect(await socket.next()).toMatchObject({ payload: { data: { silent: 'still here' } } });
    expect(tiny.world.silent.listeners).toBe(1);
  });

  it('that cannot be resumed ends with an error where something else would be asked', async () => {
    await start(nickFrom('CONTROL_PLANE'));
    socket.subscribe('live', 'subscription { reviewTouched { review { project { nick } } } }');
    await tiny.world.touched.untilListeners(1);
    await serve(nickFrom('STUDIO'));

    expect(await socket.next()).toMatchObject({
      payload: { errors: [{ extensions: { code: 'RESUME_TOO_OLD' } }] },
    });
    expect(await socket.next()).toEqual({ id: 'live', type: 'complete' });
    expect(tiny.world.touched.listeners).toBe(0);
  });

  it('is shared with who subscribes later', async () => {
    await start(whole);
    await follow(logged);
    await serve(without('colour'));
    socket.subscribe('later', logged);
    socket.subscribe('who', '{ who }');
    await socket.next();
    await socket.next();
    tiny.world.log.append();

    expect([(await socket.next()).id, (await socket.next()).id].toSorted()).toEqual([
      'later',
      'live',
    ]);
    expect(tiny.world.log.opened).toBe(1);
  });
});
