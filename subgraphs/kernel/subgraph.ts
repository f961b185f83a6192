import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { isOver, type Waiting, withoutDeadline } from '../../db/waiting.ts';
import { type Context, createContext, type Services } from './context.ts';
import { outOfTime } from './errors.ts';
import { createExecutable, type Executable, type SubgraphRequest } from './executable.ts';
import type { Logger } from './log.ts';
import { scalars } from './scalars.ts';
import type { Scope } from './scope/scope.ts';
import type { Stream } from './stream.ts';
import { eventTraces } from './tracing/event-traces.ts';
import { forTenant, inSpan, SpanKind } from './tracing/span.ts';

/** A request on a caller's behalf that is not GraphQL: telemetry on its way in. */
export interface InternalRequest {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly body: Buffer;
}

export interface InternalResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
}

export type InternalRoute = (
  request: InternalRequest,
  context: Context,
) => Promise<InternalResponse>;

/** A question of the gateway in its own name, such as what somebody may do. */
export type Question = (
  parameters: URLSearchParams,
  services: Services,
) => Promise<InternalResponse>;

/** Everything that is particular to one subgraph: its `server.ts` is this table of contents. */
export interface SubgraphDefinition {
  readonly name: string;
  readonly resolvers: readonly object[];
  readonly internalRoutes?: Readonly<Record<string, InternalRoute>>;
  readonly questions?: Readonly<Record<string, Question>>;
}

/** A subgraph as the gateway reaches it, in this process or behind HTTP. */
export interface Subgraph {
  readonly name: string;
  /**
   * What nobody waits for any more is not begun, and what it reads then is broken off.
   *
   * @param waiting - the deadline of the scope where it is not given.
   */
  execute(request: SubgraphRequest, scope: Scope, waiting?: Waiting): Promise<ExecutionResult>;
  subscribe(
    request: SubgraphRequest,
    scope: Scope,
  ): Promise<Stream<ExecutionResult> | ExecutionResult>;
  /** @returns undefined when there is no such route. */
  internal(
    route: string,
    request: InternalRequest,
    scope: Scope,
  ): Promise<InternalResponse> | undefined;
  /** @returns undefined when it answers no such question. */
  ask(question: string, parameters: URLSearchParams): Promise<InternalResponse> | undefined;
}

export function createSubgraph(
  definition: SubgraphDefinition,
  document: DocumentNode,
  services: Services,
  log: Logger,
): Subgraph {
  const executable = createExecutable(subgraphSchema(definition, document), log);
  const trace = tracing(() => subgraphSchema(definition, document), log);
  return {
    name: definition.name,
    execute(request, scope, waiting = { deadlineAt: scope.deadlineAt }) {
      if (isOver(waiting)) return Promise.resolve({ errors: [outOfTime()] });
      const context = createContext(services, scope, { waiting });
      return forTenant(scope.tenantId, () =>
        inSpan(definition.name, { kind: SpanKind.SERVER }, () =>
          (request.isTraced ? trace : executable).execute(request, context),
        ),
      );
    },
    subscribe: (request, scope) => {
      // It goes on for longer than anybody waits for its beginning.
      const options = { resumeAfter: request.after, waiting: withoutDeadline };
      const forEvent = eventTraces(`event ${definition.name}`, scope.tenantId);
      return executable.subscribe(request, createContext(services, scope, options), forEvent);
    },
    internal: (route, request, scope) =>
      definition.internalRoutes?.[route]?.(request, createContext(services, scope)),
    ask: (question, parameters) => definition.questions?.[question]?.(parameters, services),
  };
}

/** Traces are rarely asked for: what they need is loaded and built for the first. */
function tracing(schema: () => GraphQLSchema, log: Logger): Pick<Executable, 'execute'> {
  let ready: Promise<Executable['execute']> | undefined;
  return {
    async execute(request, context) {
      ready ??= import('./federated-trace.ts').then(({ createTracedExecute }) =>
        createTracedExecute(schema(), log),
      );
      return (await ready)(request, context);
    },
  };
}

/** Each context contributes resolvers for its own types and for the fields it adds to Query and others. */
export function subgraphSchema(
  definition: SubgraphDefinition,
  document: DocumentNode,
): GraphQLSchema {
  const modules = [scalars, ...definition.resolvers].map((resolvers, index) => ({
    typeDefs: index === 0 ? document : emptyDocument,
    // What the generated types have checked, in the looser shape that the library asks for.
    resolvers: resolvers as GraphQLResolverMap<unknown>,
  }));
  return buildSubgraphSchema(modules);
}

const emptyDocument: DocumentNode = { kind: 'Document' as DocumentNode['kind'], definitions: [] };
