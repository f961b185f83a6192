import type { Subgraphs } from '../factory.ts';
import { userBySubject } from '../subgraphs/control-plane/identity/user/repository.ts';
import type { Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { SubgraphName } from '../subgraphs/settings.ts';
import { traceExport } from './trace.ts';

/** The time that the commands of the story see. */
interface Clock {
  at: Date;
}

const hourMs = 3_600_000;
const bookingTrace = '4bf92f3577b34da6a3ce929d0e0e4736';

/**
 * What has happened at Acme and Globex in the last days: enough to see every state of a review, an incident
 * under investigation, a trace, and an approval that waits for its review.
 */
export async function story(subgraphs: Subgraphs, clock: Clock): Promise<void> {
  const start = clock.at.getTime();
  const hoursAgo = (hours: number) => {
    clock.at = new Date(start - hours * hourMs);
  };
  const acme = narrator(subgraphs, 'acme');
  const globex = narrator(subgraphs, 'globex');

  hoursAgo(96);
  const booking = await acme.createProject(
    'ada',
    'Booking',
    'booking',
    'Reservations for hotels, built by agents.',
  );
  const loyalty = await acme.createProject(
    'ada',
    'Loyalty',
    'loyalty',
    'Points and tiers for frequent guests.',
  );
  const fleet = await globex.createProject(
    'eve',
    'Fleet',
    'fleet',
    'Where every van is, and where it should be.',
  );

  hoursAgo(80);
  await acme.requestReview('factory', booking, 'ARTIFACT', 'art-domainmodel-7c', 'NORMAL');
  hoursAgo(30);
  const approved = await acme.requestReview(
    'factory',
    booking,
    'ARTIFACT',
    'art-contextmap-3',
    'HIGH',
  );
  await acme.review('ben', 'claimReview', approved);
  await acme.review('ben', 'approveReview', approved, {
    rationale: 'The contexts are cut where the teams are.',
  });
  const sentBack = await acme.requestReview(
    'factory',
    loyalty,
    'DECISION',
    'decision-tier-rules',
    'NORMAL',
  );
  await acme.review('ben', 'claimReview', sentBack);
  await acme.review('ben', 'requestChanges', sentBack, {
    items: [{ description: 'Say what happens to points when a guest is merged.' }],
  });
  await acme.sweep();

  hoursAgo(5);
  await acme.ingest('factory', booking, bookingTrace, clock.at);
  await acme.openIncident('olga', booking, 'Search answers in 4 s', 'HIGH', bookingTrace);
  await acme.requestReview(
    'factory',
    booking,
    'DEPLOYMENT_PROMOTION',
    'release-2.4.0',
    'CRITICAL',
    bookingTrace,
  );
  hoursAgo(3);
  await acme.sweep();

  hoursAgo(1);
  await acme.requestReview('factory', booking, 'ARTIFACT', 'art-openapi-12', 'HIGH');
  await acme.requestReview('factory', loyalty, 'POLICY_EXCEPTION', 'exception-retention', 'LOW');
  const claimed = await acme.requestReview(
    'factory',
    loyalty,
    'ARTIFACT',
    'art-testsuite-9',
    'NORMAL',
  );
  await acme.review('ben', 'claimReview', claimed);
  await acme.requestApproval('factory', booking, 'release-2.5.0', 'deployment:promote');
  await globex.requestReview('plant', fleet, 'ARTIFACT', 'art-blueprint-1', 'NORMAL');
  await globex.openIncident('gus', fleet, 'Positions arrive late', 'WARNING');
  clock.at = new Date(start);
}

/** Speaks for the people of one tenant, by the mutations that clients use. */
function narrator(subgraphs: Subgraphs, tenantId: string) {
  let count = 0;

  async function run(
    user: string,
    subgraph: SubgraphName,
    mutation: string,
    input: object,
    selection: string,
  ): Promise<Record<string, { id: string }>> {
    const scope = await scopeOf(subgraphs, tenantId, user);
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { ${selection} userErrors { code message } } }`;
    count += 1;
    const variables = { input: { ...input, idempotencyKey: `demo-${count}` } };
    const fetch = portOf(subgraphs, subgraph).prepare({ query, isMutation: true });
    const { data, errors } = await fetch(JSON.stringify(variables), { scope });
    const payload = data?.[mutation] as Record<string, { id: string }> & { userErrors: object[] };
    if (errors || payload.userErrors.length > 0) {
      throw new Error(`The demo cannot be seeded: ${JSON.stringify(errors ?? payload.userErrors)}`);
    }
    return payload;
  }

  return {
    async createProject(user: string, name: string, slug: string, description: string) {
      const input = { name, slug, description };
      const { project } = await run(
        user,
        'control-plane',
        'createProject',
        input,
        'project { id }',
      );
      return project?.id ?? '';
    },

    async requestReview(
      user: string,
      projectId: string,
      subjectType: string,
      subjectId: string,
      priority: string,
      traceId?: string,
    ) {
      const input = {
        projectId,
        subjectType,
        subjectId,
        priority,
        ...(traceId ? { traceId } : {}),
      };
      const { reviewRequest } = await run(
        user,
        'studio',
        'requestReview',
        input,
        'reviewRequest { id }',
      );
      return reviewRequest?.id ?? '';
    },

    review: (user: string, mutation: string, reviewRequestId: string, more: object = {}) =>
      run(user, 'studio', mutation, { reviewRequestId, ...more }, 'reviewRequest { id }'),

    openIncident: (
      user: string,
      projectId: string,
      title: string,
      severity: string,
      traceId?: string,
    ) =>
      run(
        user,
        'observability',
        'openIncident',
        { projectId, title, severity, source: 'MANUAL', ...(traceId ? { traceId } : {}) },
        'incident { id }',
      ),

    requestApproval: (user: string, projectId: string, subjectId: string, action: string) =>
      run(
        user,
        'control-plane',
        'requestApproval',
        { projectId, subjectType: 'DEPLOYMENT_PROMOTION', subjectId, action, priority: 'HIGH' },
        'approvalRequest { id }',
      ),

    async ingest(user: string, projectId: string, traceId: string, at: Date) {
      const scope = await scopeOf(subgraphs, tenantId, user);
      const body = Buffer.from(JSON.stringify(traceExport(tenantId, projectId, traceId, at)));
      const request = { contentType: 'application/json', contentEncoding: undefined, body };
      await portOf(subgraphs, 'observability').internal('traces', request, scope);
    },

    /** What the clock of the studio does each minute. */
    async sweep() {
      const studio = subgraphs.runtimes.get('studio');
      await studio?.runJobs([tenantId]);
    },
  };
}

function portOf(subgraphs: Subgraphs, name: SubgraphName) {
  const port = subgraphs.ports.get(name);
  if (!port) throw new Error(`The demo needs the ${name} subgraph.`);
  return port;
}

async function scopeOf(subgraphs: Subgraphs, tenantId: string, subject: string): Promise<Scope> {
  const services = subgraphs.runtimes.get('control-plane')?.services;
  const user = services && (await userBySubject(services.database.reader(tenantId), subject));
  if (!user) throw new Error(`The demo cast has no ${subject}.`);
  const traceId = user.id.replaceAll('-', '');
  return {
    tenantId,
    actor: { userId: user.id, kind: user.kind, grants: user.roles },
    grantsEpoch: user.version,
    requestId: traceId,
    traceId,
    correlationId: traceId,
    deadlineAt: null,
  };
}
