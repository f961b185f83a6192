import { setTimeout as delay } from 'node:timers/promises';
import type { Subgraphs } from '../factory.ts';
import { userBySubject } from '../subgraphs/control-plane/identity/user/repository.ts';
import type { Runtime } from '../subgraphs/kernel/runtime.ts';
import type { Scope } from '../subgraphs/kernel/scope/scope.ts';
import type { SubgraphName } from '../subgraphs/settings.ts';

/** An aggregate as the story knows it. */
interface Told {
  readonly id: string;
  readonly status?: string;
  readonly changeRequestItems?: readonly { readonly itemId: string }[];
  readonly reviewRequest?: { readonly id: string } | null;
}

/** Does a mutation as somebody of the tenant; refused, the story cannot go on. */
type Tell = (user: string, mutation: string, input: object) => Promise<Told>;

/** Speaks for the people of one tenant, by the mutations that clients use. */
export interface Narrator {
  readonly tenantId: string;
  readonly project: Tell;
  readonly user: Tell;
  readonly review: Tell;
  readonly decision: Tell;
  readonly incident: Tell;
  readonly approval: Tell;
  /** Sends an OTLP export. */
  ingest(user: string, traceExport: object): Promise<void>;
  /** The review that an approval has raised, once it is there. */
  reviewOf(user: string, approval: Told): Promise<string>;
  /** Waits until an approval has heard of the end of its review. */
  settled(user: string, approval: Told): Promise<void>;
}

export function narrator(subgraphs: Subgraphs, tenantId: string): Narrator {
  function telling(subgraph: SubgraphName, entity: string, fields = 'id'): Tell {
    return async (user, mutation, input) => {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
      const payload = `${entity} { ${fields} } userErrors { message field }`;
      const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { ${payload} } }`;
      const data = await ask(user, subgraph, query, { input });
      // The fields that were asked for above.
      const { [entity]: told, userErrors } = data[mutation] as Record<string, Told | null>;
      if (!told)
        throw new Error(`The demo's ${mutation} is refused: ${JSON.stringify(userErrors)}`);
      return told;
    };
  }

  async function ask(user: string, name: SubgraphName, query: string, variables: object) {
    const scope = await scopeOf(subgraphs, tenantId, user);
    // As it would come over the wire: dates are text.
    const request = { query, variables: JSON.parse(JSON.stringify(variables)) };
    const { data, errors } = await runtimeOf(subgraphs, name).subgraph.execute(request, scope);
    if (errors || !data) throw new Error(`The demo cannot be told: ${JSON.stringify(errors)}`);
    return data;
  }

  /** What follows from an event comes a moment later, by the same ways as always. */
  async function approvalOnce(user: string, { id }: Told, isSo: (approval: Told) => boolean) {
    const query =
      'query ($id: ID!) { approvalRequest(id: $id) { id status reviewRequest { id } } }';
    for (let patience = 1_000; patience > 0; patience -= 1) {
      const data = await ask(user, 'control-plane', query, { id });
      // What was asked for above, of an approval that is there.
      const found = data['approvalRequest'] as Told;
      if (isSo(found)) return found;
      await delay(20);
    }
    throw new Error(`The approval ${id} of the demo has waited in vain for its review.`);
  }

  return {
    tenantId,
    project: telling('control-plane', 'project'),
    user: telling('control-plane', 'user'),
    review: telling('studio', 'reviewRequest', 'id changeRequestItems { itemId }'),
    decision: telling('studio', 'reviewDecision'),
    incident: telling('observability', 'incident'),
    approval: telling('control-plane', 'approvalRequest'),

    async ingest(user, traceExport) {
      const scope = await scopeOf(subgraphs, tenantId, user);
      const body = Buffer.from(JSON.stringify(traceExport));
      const request = { contentType: 'application/json', contentEncoding: undefined, body };
      const { subgraph } = runtimeOf(subgraphs, 'observability');
      const answer = String((await subgraph.internal('traces', request, scope))?.body);
      // An export that was taken whole is answered with nothing to say.
      if (answer !== '{}') throw new Error(`The demo's spans are refused: ${answer}`);
    },

    async reviewOf(user, approval) {
      const found = await approvalOnce(
        user,
        approval,
        ({ reviewRequest }) => reviewRequest !== null,
      );
      return found.reviewRequest?.id ?? '';
    },

    async settled(user, approval) {
      await approvalOnce(user, approval, ({ status }) => status !== 'PENDING');
    },
  };
}

function runtimeOf(subgraphs: Subgraphs, name: SubgraphName): Runtime {
  const runtime = subgraphs.runtimes.get(name);
  if (!runtime) throw new Error(`The demo needs the ${name} subgraph.`);
  return runtime;
}

async function scopeOf(subgraphs: Subgraphs, tenantId: string, subject: string): Promise<Scope> {
  const { database } = runtimeOf(subgraphs, 'control-plane').services;
  const user = await userBySubject(database.reader(tenantId), subject);
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
