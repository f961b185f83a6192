import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { guardDefaults, guardPort } from '../../gateway/fetch/guard/guard.ts';
import { localPort } from '../../gateway/fetch/local.ts';
import { createScope } from '../../subgraphs/kernel/scope/scope.ts';
import { inAcme } from '../identity/assertions.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject } from '../support/operations.ts';
import { openTinyGateway, type TinyGateway } from './tiny-gateway.ts';
import { openTinySubgraphs, tinyWorld } from './tiny-graph.ts';

// Subgraphs in the process of the gateway are asked as those elsewhere are: not for ever.

let opened: TinyGateway | TestFactory | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

describe('a subgraph of this process that does not answer', () => {
  it('is given up like any other', async () => {
    const settings = { ...guardDefaults, timeoutMs: 200 };
    const gateway = await openTinyGateway({
      reach: (subgraph) =>
        guardPort(
          localPort(subgraph, async () => true),
          settings,
        ),
    });
    opened = gateway;
    gateway.world.hold = () => new Promise(() => {});

    const { body } = await gateway.post({ query: '{ slow }' });

    expect(body.errors).toMatchObject([
      {
        message: 'The control-plane subgraph did not answer in time.',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      },
    ]);
  });
});

describe('the subgraphs of `npm start`', () => {
  it('stand behind a breaker each, as metrics show', async () => {
    const factory = await openTestFactory();
    opened = factory;
    await createProject(await factory.as('acme', 'ada'), 'Guarded');

    const page = await (await fetch(`${factory.gateway.url}/metrics`)).text();
    const shown = page.match(/^gateway_subgraph_breaker\{.*$/gm);
    expect(shown?.sort()).toEqual([
      'gateway_subgraph_breaker{subgraph="control-plane"} 0',
      'gateway_subgraph_breaker{subgraph="observability"} 0',
      'gateway_subgraph_breaker{subgraph="studio"} 0',
    ]);
  });
});

describe('what a subgraph of this process is told', () => {
  const facts = { requestId: 'r', traceId: 'a'.repeat(32), correlationId: 'c', deadlineAt: null };
  const scope = createScope(inAcme, facts);
  const world = tinyWorld();
  const [subgraph] = openTinySubgraphs(world, pino({ level: 'silent' }));
  if (!subgraph) throw new Error('There is no subgraph.');
  const port = localPort(subgraph, async () => true);
  const query = { query: '{ whoever }', isMutation: false };
  const mutation = { query: 'mutation { wipe }', isMutation: true };
  const unavailable = [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }];
  const gone = AbortSignal.abort();

  it('is until when it is waited for, and then it does not begin', async () => {
    const deadlineAt = Date.now() - 1;

    expect(await port.prepare(query)('{}', { scope })).toEqual({ data: { whoever: 'somebody' } });
    for (const planned of [query, mutation]) {
      const result = await port.prepare(planned)('{}', { scope, deadlineAt });
      expect(result).toMatchObject({ errors: unavailable });
    }
    expect(world.wipes).toBe(0);
  });

  it('is that nobody waits any more, unless it changes something', async () => {
    const read = await port.prepare(query)('{}', { scope, signal: gone });
    const changed = await port.prepare(mutation)('{}', { scope, signal: gone });

    expect(read).toMatchObject({ errors: unavailable });
    expect([changed.data, world.wipes]).toEqual([{ wipe: 'wiped' }, 1]);
  });
});
