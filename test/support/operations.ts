import { randomUUID } from 'node:crypto';
import type { Client, Data } from './client.ts';

/** Asks for a mutation and returns its payload, whatever the payload says. */
export async function mutate(
  client: Client,
  name: string,
  input: object,
  selection: string,
): Promise<Data> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${selection} userErrors { code message field } } }`;
  const data = await client.data(query, { input });
  return data[name];
}

/** The same, for a mutation that is to succeed. */
export async function done(
  client: Client,
  name: string,
  input: object,
  selection: string,
): Promise<Data> {
  const payload = await mutate(client, name, input, selection);
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
}

export async function createProject(client: Client, name = 'Booking'): Promise<string> {
  const slug = `p-${randomUUID().slice(0, 8)}`;
  const { project } = await done(client, 'createProject', { name, slug }, 'project { id }');
  return project.id;
}

export async function requestReview(
  client: Client,
  projectId: string,
  more: object = {},
): Promise<Data> {
  const input = { projectId, subjectType: 'ARTIFACT', subjectId: 'artifact-1', ...more };
  const selection = 'reviewRequest { id version status priority slaDueAt }';
  return (await done(client, 'requestReview', input, selection)).reviewRequest;
}

export async function claimReview(client: Client, reviewRequestId: string): Promise<Data> {
  return mutate(client, 'claimReview', { reviewRequestId }, 'reviewRequest { id status version }');
}

export async function approveReview(client: Client, reviewRequestId: string): Promise<Data> {
  return mutate(
    client,
    'approveReview',
    { reviewRequestId },
    'reviewRequest { id status version }',
  );
}

export async function openIncident(
  client: Client,
  projectId: string,
  title = 'Latency above target',
): Promise<Data> {
  const input = { projectId, title, severity: 'HIGH', source: 'MANUAL' };
  return (await done(client, 'openIncident', input, 'incident { id title status }')).incident;
}
