import { afterEach, describe, expect, it } from 'vitest';
import { openTinyGateway, type TinyGateway, type TinyGatewayOptions } from './tiny-gateway.ts';

// What a gateway tells those who run it: its metrics, its slow operations, and its plans.

let gateway: TinyGateway;
afterEach(() => gateway.stop());

async function open(options: TinyGatewayOptions = {}): Promise<TinyGateway> {
  gateway = await openTinyGateway(options);
  const operator = [{ role: 'PLATFORM_OPERATOR', projectId: null }] as const;
  gateway.world.grants.set('null/petra', operator);
  return gateway;
}

const asOperator = async () => ({ authorization: `Bearer ${await gateway.token(null, 'petra')}` });
const federated = 'query Named { reviews { project { name } } }';

describe('the metrics', () => {
  const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text();

  it('count operations by name, outcome and class of tenant, and never by tenant', async () => {
    await open();
    await gateway.post({ query: federated });
    await gateway.post({ query: federated });
    await gateway.post({ query: 'query Faulty { broken }' });
    await gateway.post({ query: 'query Named { projects { id } }' }, await asOperator());

    const page = await metrics();
    const counted = (operation: string, outcome: string, tenantClass: string) =>
      `gateway_execution_duration_seconds_count{operation="${operation}",type="query",outcome="${outcome}",tenant_class="${tenantClass}"}`;
    expect(page).toContain(`${counted('Named', 'ok', 'tenant')} 2\n`);
    expect(page).toContain(`${counted('Named', 'ok', 'platform')} 1\n`);
    expect(page).toContain(`${counted('Faulty', 'error', 'tenant')} 1\n`);
    expect(page).not.toContain('acme');
  });

  it('count fetches by subgraph and outcome', async () => {
    await open();
    await gateway.post({ query: federated });
    await gateway.post({ query: '{ broken }' });

    const page = await metrics();
    const counted = (subgraph: string, outcome: string) =>
      `gateway_fetch_duration_seconds_count{subgraph="${subgraph}",outcome="${outcome}"}`;
    expect(page).toContain(`${counted('studio', 'ok')} 1\n`);
    expect(page).toContain(`${counted('control-plane', 'ok')} 1\n`);
    expect(page).toContain(`${counted('studio', 'partial')} 1\n`);
  });
});

describe('an operation that takes longer than it should', () => {
  const told = () => gateway.lines.filter(({ msg }) => msg === 'slow operation');
  const secretive = 'query Slow { echo(value: "hunter2") reviews { project { name } } }';

  it('is logged once with its plan, without the values that its text holds', async () => {
    await open({ slowOperationMs: 0 });
    const { headers } = await gateway.post({ query: secretive });
    await gateway.post({ query: secretive });

    await expect.poll(told).toHaveLength(1);
    expect(told()[0]).toMatchObject({
      operation: 'Slow',
      durationMs: expect.any(Number),
      traceId: headers.get('x-trace-id'),
      codes: [],
      plan: expect.stringMatching(
        /Sequence[\s\S]*Fetch\(service: "studio"\)[\s\S]*service: "control-plane"/,
      ),
    });
    expect(JSON.stringify(gateway.lines)).not.toContain('hunter2');
  });

  it('is none of those that take less', async () => {
    await open({ slowOperationMs: 60_000 });
    await gateway.post({ query: secretive });

    expect(gateway.lines.map(({ msg }) => msg)).toContain('served');
    expect(told()).toEqual([]);
  });
});

describe('the plan of an operation', () => {
  async function planFor(headers: Record<string, string>): Promise<readonly [number, string]> {
    const response = await fetch(`${gateway.url}/graphql/plan`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: federated }),
    });
    return [response.status, await response.text()];
  }
  const asMember = async () => ({ authorization: `Bearer ${await gateway.token('acme', 'ada')}` });
  const plan = expect.stringMatching(/^QueryPlan \{[\s\S]*Fetch\(service: "studio"\)/);

  it('is shown to everybody who is known where the schema is open, and nothing is fetched', async () => {
    await open({ introspection: true });

    expect(await planFor(await asMember())).toEqual([200, plan]);
    expect(gateway.fetches).toEqual([]);
  });

  it('is shown to an operator alone where it is not', async () => {
    await open();

    expect(await planFor(await asOperator())).toEqual([200, plan]);
    const [status, text] = await planFor(await asMember());
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('is shown to nobody who is not known', async () => {
    await open({ introspection: true });

    expect(await planFor({})).toEqual([401, expect.stringContaining('UNAUTHENTICATED')]);
  });
});
