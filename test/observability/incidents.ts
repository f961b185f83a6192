import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Data } from '../support/client.ts';
import { acme, type TestSubgraph } from './subgraph.ts';

/** Asks for a mutation of incidents and returns its payload, whatever the payload says. */
export async function mutateIncident(
  factory: TestSubgraph,
  caller: Scope,
  name: string,
  input: object,
): Promise<Data> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) {
    ${name}(input: $input) { incident { id } userErrors { code message field } }
  }`;
  return (await factory.data(caller, query, { input }))[name];
}

/** Opens an incident and returns its id. */
export async function openIncident(
  factory: TestSubgraph,
  caller: Scope,
  more: object = {},
): Promise<string> {
  const about = { projectId: acme.project, title: 'Checkout answers 500', severity: 'HIGH' };
  const input = { ...about, ...more };
  const { incident, userErrors } = await mutateIncident(factory, caller, 'openIncident', input);
  if (!incident) throw new Error(JSON.stringify(userErrors));
  return incident.id;
}
