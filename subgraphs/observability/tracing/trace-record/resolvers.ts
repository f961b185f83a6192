import { may } from '../../../kernel/authority.ts';
import type { Context } from '../../../kernel/context.ts';
import type { Resolvers } from '../../generated.ts';
import { toDate } from '../span/domain.ts';
import { spans } from '../span/repository.ts';
import type { TraceRecord } from './domain.ts';
import { listTraces, traceRecords } from './repository.ts';

export const resolvers: Resolvers = {
  Query: {
    trace: (_, { traceId }, context) => visible(context, traceId),
    traces(_, listing, context) {
      context.authorize('telemetry:read', listing.filter?.projectId ?? null);
      return context.read((db) => listTraces(db, listing));
    },
  },

  TraceRecord: {
    __resolveReference: (reference, context) =>
      visible(context, 'traceId' in reference ? reference.traceId : reference.id),
    traceId: (trace) => trace.id,
    project: ({ projectId }) => (projectId === null ? null : { id: projectId }),
    spans: (trace, page, context) => spans.page(context, trace.id, page),
  },

  SpanEvent: {
    timestamp: (event) => toDate(event.timeUnixNano),
  },

  Incident: {
    trace: (incident, _, context) => visible(context, incident.traceId),
  },
};

/** What is missing and what is not the caller's to read are answered alike. */
async function visible(context: Context, traceId: string): Promise<TraceRecord | null> {
  const trace = await context.load(traceRecords, traceId);
  return trace && may(context.actor, 'telemetry:read', trace.projectId) ? trace : null;
}
