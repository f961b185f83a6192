import type {
  Attributes,
  AttributeValue,
  TelemetryDimensions,
  TelemetryEnvironment,
} from '../span/domain.ts';

/*
 * The eleven dimensions of a span. An attribute `factory.*` of the span comes first, then one of its resource, then
 * the attributes by which OpenTelemetry says the same. `factory.project.id`, `factory.project_id` and
 * `factory.projectId` are one attribute.
 */

const prefix = 'factory.';
const longest = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const environments: Readonly<Record<string, TelemetryEnvironment>> = {
  dev: 'DEV',
  development: 'DEV',
  test: 'TEST',
  testing: 'TEST',
  staging: 'STAGING',
  prod: 'PROD',
  production: 'PROD',
};

/** What a value cannot say in a dimension (no UUID for a project, no known stage) stays an attribute only. */
export function dimensionsOf(span: Attributes, resource: Attributes): TelemetryDimensions {
  const said = new Map([...factoryAttributes(resource), ...factoryAttributes(span)]);
  const one = (name: string, ...others: readonly string[]) =>
    [said.get(name), ...others.map((other) => span[other] ?? resource[other])]
      .map(asText)
      .find((value) => value !== null) ?? null;
  return {
    traceId: null,
    executionId: one('executionid'),
    tenantId: one('tenantid'),
    projectId: asUuid(one('projectid')),
    moduleId: asUuid(one('moduleid')),
    agentId: one('agentid', 'gen_ai.agent.id'),
    skillId: one('skillid'),
    artifactId: one('artifactid'),
    workflowId: one('workflowid'),
    environment: asEnvironment(
      one('environment', 'deployment.environment.name', 'deployment.environment'),
    ),
    version: one('version', 'service.version'),
  };
}

function factoryAttributes(attributes: Attributes): readonly (readonly [string, AttributeValue])[] {
  return Object.entries(attributes)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length).replaceAll(/[._]/g, '').toLowerCase(), value]);
}

function asText(value: AttributeValue | undefined): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return text === '' || text.length > longest ? null : text;
}

function asUuid(value: string | null): string | null {
  const text = value?.toLowerCase() ?? '';
  return uuid.test(text) ? text : null;
}

function asEnvironment(value: string | null): TelemetryEnvironment | null {
  const name = value?.toLowerCase() ?? '';
  return Object.hasOwn(environments, name) ? (environments[name] ?? null) : null;
}
