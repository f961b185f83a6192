import { optionalText } from '../../../kernel/text.ts';

export type IncidentEnvironment = 'DEV' | 'TEST' | 'STAGING' | 'PROD';

/** The dimensions of telemetry that an incident is told, beside those it has anyway; null where one does not apply. */
export interface OwnDimensions {
  readonly executionId: string | null;
  readonly agentId: string | null;
  readonly skillId: string | null;
  readonly artifactId: string | null;
  readonly workflowId: string | null;
  readonly environment: IncidentEnvironment | null;
  readonly version: string | null;
}

/** All eleven required dimensions (spec/domain.md 2.1), in no order. */
export interface IncidentDimensions extends OwnDimensions {
  readonly traceId: string;
  readonly tenantId: string;
  readonly projectId: string;
  readonly moduleId: string | null;
}

/** @throws DomainError INVALID_INPUT when one is longer than 200 characters or holds control characters. */
export function ownDimensions(given: OwnDimensions): OwnDimensions {
  const kept = (value: string | null, name: string) =>
    optionalText(value, `dimensions.${name}`, 200);
  return {
    executionId: kept(given.executionId, 'executionId'),
    agentId: kept(given.agentId, 'agentId'),
    skillId: kept(given.skillId, 'skillId'),
    artifactId: kept(given.artifactId, 'artifactId'),
    workflowId: kept(given.workflowId, 'workflowId'),
    environment: given.environment,
    version: kept(given.version, 'version'),
  };
}
