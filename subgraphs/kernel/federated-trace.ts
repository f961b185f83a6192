import { Trace } from '@apollo/usage-reporting-protobuf';
import {
  defaultFieldResolver,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { Context } from './context.ts';
import { createExecutable, type Executable } from './executable.ts';
import type { Logger } from './log.ts';

/**
 * Executes with a trace of every field, in `extensions.ftv1` as base64 protobuf: Apollo's federated tracing.
 *
 * @param schema - one of its own: its resolvers are replaced by watched ones.
 */
export function createTracedExecute(schema: GraphQLSchema, log: Logger): Executable['execute'] {
  const traces = new WeakMap<Context, FieldTrace>();
  watchFields(schema, (context, info) => traces.get(context)?.enter(info));
  const executable = createExecutable(schema, log);

  return async (request, context) => {
    const trace = openTrace(context.now);
    traces.set(context, trace);
    const result = await executable.execute(request, context);
    const ftv1 = trace.close(result.errors ?? []);
    return { ...result, extensions: { ...result.extensions, ftv1 } };
  };
}

/** @param enter - what it returns is called when the field is resolved. */
function watchFields(
  schema: GraphQLSchema,
  enter: (context: Context, info: GraphQLResolveInfo) => (() => void) | undefined,
): void {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const fields = types
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => Object.values(type.getFields()));
  for (const field of fields) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (source, args, context, info) => {
      const leave = enter(context, info) ?? (() => {});
      let result: unknown;
      try {
        result = resolve(source, args, context, info);
      } catch (error) {
        leave();
        throw error;
      }
      if (result instanceof Promise) result.then(leave, leave);
      else leave();
      return result;
    };
  }
}

interface FieldTrace {
  enter(info: GraphQLResolveInfo): () => void;
  /** @returns the trace, written. */
  close(errors: readonly GraphQLError[]): string;
}

type Node = Trace.INode & { readonly child: Trace.INode[]; readonly error: Trace.IError[] };

function openTrace(startedAt: Date): FieldTrace {
  const startedMs = performance.now();
  const elapsedNs = () => Math.round((performance.now() - startedMs) * 1e6);
  const root: Node = { child: [], error: [] };
  const nodes = new Map<string, Node>([['', root]]);

  /** The node of a path, outermost key first, made with those above it when it is not there. */
  function nodeAt(path: readonly (string | number)[]): Node {
    const known = nodes.get(path.join('.'));
    if (known) return known;
    const key = path.at(-1) ?? '';
    const name = typeof key === 'number' ? { index: key } : { responseName: key };
    const node: Node = { ...name, child: [], error: [] };
    nodeAt(path.slice(0, -1)).child.push(node);
    nodes.set(path.join('.'), node);
    return node;
  }

  return {
    enter({ path, fieldName, returnType, parentType }) {
      const node = nodeAt(keysOf(path));
      node.type = returnType.toString();
      node.parentType = parentType.name;
      node.startTime = elapsedNs();
      if (path.key !== fieldName) node.originalFieldName = fieldName;
      return () => {
        node.endTime = elapsedNs();
      };
    },

    close(errors) {
      for (const error of errors) {
        const { message } = error;
        nodeAt(error.path ?? []).error.push({ message, json: JSON.stringify(error) });
      }
      const durationNs = elapsedNs();
      const startTime = timestamp(startedAt.getTime());
      const endTime = timestamp(startedAt.getTime() + durationNs / 1e6);
      const trace = { startTime, endTime, durationNs, root, fieldExecutionWeight: 1 };
      return Buffer.from(Trace.encode(trace).finish()).toString('base64');
    },
  };
}

function keysOf(path: GraphQLResolveInfo['path'] | undefined): (string | number)[] {
  return path ? [...keysOf(path.prev), path.key] : [];
}

function timestamp(epochMs: number) {
  const seconds = Math.floor(epochMs / 1000);
  return { seconds, nanos: Math.round((epochMs - seconds * 1000) * 1e6) };
}
