import { describe, expect, it } from 'vitest';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { preparedOperation, seen, testScope } from '../../test/support/federated-graph.ts';
import { openShop } from '../../test/support/shop.ts';
import type { FetchCaller, SubgraphPort } from '../fetch/port.ts';
import { createEngine, type EngineOptions } from './compiled.ts';
import { type Engine, isDeferred } from './engine.ts';

const shop = openShop();
const query = '{ products { upc name inStock reviews { id product { upc inStock } } } }';

/** An engine whose answers nobody can write to, and which can be held back until a test lets them go. */
async function openEngine(options: EngineOptions = {}) {
  const held: (() => void)[] = [];
  let isHolding = false;
  const asked: { caller: FetchCaller; isMutation: boolean }[] = [];
  const watched = (port: SubgraphPort): SubgraphPort => ({
    ...port,
    prepare(fetch) {
      const ask = port.prepare(fetch);
      return async (variables, caller) => {
        asked.push({ caller, isMutation: fetch.isMutation });
        const answer = deepFreeze(await ask(variables, caller));
        if (isHolding && !fetch.isMutation)
          await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      };
    },
  });
  const ports = new Map([...shop.ports].map(([name, port]) => [name, watched(port)]));
  const engine = await createEngine(shop.supergraphSdl, ports, options);
  return {
    engine,
    take: () => asked.splice(0),
    hold: () => {
      isHolding = true;
    },
    release: () => {
      isHolding = false;
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

async function run(engine: Engine, source: string, scope: Scope = testScope, signal?: AbortSignal) {
  const prepared = preparedOperation(engine, source);
  const answer = await engine.execute({ prepared, variables: {}, scope, signal });
  if (isDeferred(answer)) throw new Error('The answer came in parts.');
  return seen(answer);
}

const alone = await (async () => {
  const engine = await createEngine(shop.supergraphSdl, shop.ports, { coalesceFetches: false });
  return run(engine, query);
})();

describe('equal fetches in flight', () => {
  it('are one for requests of one principal, and nobody writes to what they share', async () => {
    const { engine, take } = await openEngine();
    await Promise.all([run(engine, query), run(engine, query)]);
    const once = take().length;

    const answers = await Promise.all([1, 2, 3].map(() => run(engine, query)));

    expect(answers).toEqual([alone, alone, alone]);
    expect(take()).toHaveLength(once);
  });

  it('would be seen to be written to, if the engine took them for its own', async () => {
    const { engine } = await openEngine({ coalesceFetches: false });

    const { errors } = await run(engine, query);

    expect(errors.map(({ message }) => message).join()).toMatch(/not extensible|read only/);
  });

  it('are never shared with another tenant or with other grants', async () => {
    const { engine, take } = await openEngine();
    const globex = { ...testScope, tenantId: 'globex' };
    const narrowed = { ...testScope, actor: { ...testScope.actor, scopes: [] } };
    const scopes = [testScope, globex, narrowed];

    await Promise.all(scopes.map((scope) => run(engine, '{ products { name } }', scope)));

    const askedFor = take().map(({ caller }) => caller.scope);
    expect(askedFor).toHaveLength(3);
    for (const scope of scopes) expect(askedFor).toContain(scope);
  });

  it('are never shared by mutations, nor what a mutation fetches', async () => {
    const { engine, take } = await openEngine();
    const mutation = 'mutation { rename(upc: "1", name: "x") { name inStock } }';

    await Promise.all([run(engine, mutation), run(engine, mutation)]).catch(() => {});

    expect(take().filter(({ isMutation }) => isMutation)).toHaveLength(2);
  });

  it('are not joined by somebody who reads after a change', async () => {
    const { engine, take, hold, release } = await openEngine();
    const mutation = 'mutation { rename(upc: "1", name: "x") { name } }';
    await Promise.all([run(engine, '{ products { name } }'), run(engine, mutation)]);
    take();

    hold();
    const before = run(engine, '{ products { name } }');
    const beside = run(engine, '{ products { name } }');
    await settled();
    await run(engine, mutation);
    const after = run(engine, '{ products { name } }');
    await settled();
    release();
    await Promise.all([before, beside, after]);

    expect(take().map(({ isMutation }) => isMutation)).toEqual([false, true, false]);
  });

  it('go on for the others when one of them goes', async () => {
    const { engine, hold, release, take } = await openEngine();
    await run(engine, '{ products { name } }');
    take();
    const impatient = new AbortController();

    hold();
    const gone = run(engine, '{ products { name } }', testScope, impatient.signal);
    const waiting = run(engine, '{ products { name } }', testScope, new AbortController().signal);
    await settled();
    impatient.abort();
    release();

    expect((await waiting).errors).toEqual([]);
    expect((await gone).errors).toHaveLength(1);
    expect(take()).toHaveLength(1);
  });
});

describe('equal queries in flight', () => {
  it('are one as a whole where that is wanted', async () => {
    const { engine, take } = await openEngine({ coalesceOperations: true });
    const prepared = preparedOperation(engine, '{ products { name } }');
    const operation = { prepared, variables: {}, scope: testScope };
    await engine.execute(operation);
    take();

    const [one, other] = await Promise.all([engine.execute(operation), engine.execute(operation)]);

    expect(one).toBe(other);
    expect(take()).toHaveLength(1);
  });

  it('are never one across tenants, nor where their variables differ', async () => {
    const { engine, take } = await openEngine({ coalesceOperations: true });
    const prepared = preparedOperation(
      engine,
      'query ($first: Int) { products(first: $first) { name } }',
    );
    const globex = { ...testScope, tenantId: 'globex' };
    await engine.execute({ prepared, variables: {}, scope: testScope });
    take();

    await Promise.all([
      engine.execute({ prepared, variables: {}, scope: testScope }),
      engine.execute({ prepared, variables: {}, scope: globex }),
      engine.execute({ prepared, variables: { first: 1 }, scope: testScope }),
    ]);

    expect(take()).toHaveLength(3);
  });
});

/** As many turns as an operation needs to reach its subgraphs. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
