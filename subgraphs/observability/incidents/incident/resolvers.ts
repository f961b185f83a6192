import { may, systemActor } from '../../../kernel/authority.ts';
import type { Context } from '../../../kernel/context.ts';
import { type LiveUpdate, liveUpdates, withLiveCursor } from '../../../kernel/live.ts';
import { mutation } from '../../../kernel/mutation.ts';
import type { Work } from '../../../kernel/work.ts';
import type {
  AcknowledgeIncidentInput,
  AddPostMortemNoteInput,
  EscalateIncidentInput,
  IncidentEventType,
  MitigateIncidentInput,
  OpenIncidentInput,
  ResolveIncidentInput,
  Resolvers,
  StartInvestigationInput,
} from '../../generated.ts';
import { changeIncident, openIncident, optionalRemark, remarkOf } from '../commands.ts';
import { eventTypes } from '../incident-event/domain.ts';
import { eventsOfIncident } from '../incident-event/repository.ts';
import {
  acknowledge,
  addPostMortemNote,
  escalate,
  type Incident,
  mitigate,
  type NewIncident,
  resolve,
  startInvestigation,
} from './domain.ts';
import {
  incidents,
  incidentsOfProject,
  listIncidents,
  openIncidentsOfProject,
} from './repository.ts';

export const resolvers: Resolvers = {
  Query: {
    incident: (_, { id }, context) => visible(context, id),
    incidents(_, listing, context, info) {
      context.authorize('tenant:read', listing.filter?.projectId ?? null);
      return withLiveCursor(context, info, (db) => listIncidents(db, listing));
    },
  },

  Mutation: {
    openIncident: mutation(async (input: OpenIncidentInput, work) => ({
      incident: await openIncident(work, newIncident(input, work)),
    })),
    acknowledgeIncident: mutation(async ({ incidentId, note }: AcknowledgeIncidentInput, work) => {
      const said = optionalRemark(note);
      return { incident: await changeIncident(work, { incidentId, said }, acknowledge) };
    }),
    startInvestigation: mutation(async ({ incidentId, note }: StartInvestigationInput, work) => {
      const said = optionalRemark(note);
      return { incident: await changeIncident(work, { incidentId, said }, startInvestigation) };
    }),
    mitigateIncident: mutation(async ({ incidentId, note }: MitigateIncidentInput, work) => {
      const said = optionalRemark(note);
      return { incident: await changeIncident(work, { incidentId, said }, mitigate) };
    }),
    resolveIncident: mutation(async ({ incidentId, rootCause }: ResolveIncidentInput, work) => {
      const said = remarkOf(rootCause, 'rootCause');
      return { incident: await changeIncident(work, { incidentId, said }, resolve) };
    }),
    escalateIncident: mutation(async (input: EscalateIncidentInput, work) => {
      const { incidentId, target } = input;
      const call = { target, level: input.level ?? null };
      return {
        incident: await changeIncident(
          work,
          { incidentId, said: optionalRemark(input.note) },
          (incident, deed, at) => escalate(incident, { ...deed, ...call }, at),
        ),
      };
    }),
    addPostMortemNote: mutation(async ({ incidentId, note }: AddPostMortemNoteInput, work) => {
      const said = remarkOf(note, 'note');
      return { incident: await changeIncident(work, { incidentId, said }, addPostMortemNote) };
    }),
  },

  Subscription: {
    incidentUpdated: {
      subscribe(_, { projectId, after }, context) {
        context.authorize('tenant:read', projectId ?? null);
        const concerns = (event: { readonly projectId: string | null }) =>
          !projectId || event.projectId === projectId;
        return liveUpdates(context, eventTypes, after, concerns);
      },
      resolve: async ({ aggregateId, ...update }: Update, _: unknown, context: Context) => ({
        ...update,
        incident: await visible(context, aggregateId),
      }),
    },
  },

  Incident: {
    __resolveReference: ({ id }, context) => visible(context, id),
    project: (incident) => ({ id: incident.projectId }),
    openedBy: (incident) => user(incident.openedByUserId),
    acknowledgedBy: (incident) => user(incident.acknowledgedByUserId),
    resolvedBy: (incident) => user(incident.resolvedByUserId),
    events: (incident, page, context) => eventsOfIncident(context, incident.id, page),
  },

  IncidentEvent: {
    actor: (event) => user(event.actorUserId),
  },

  Project: {
    __resolveReference: ({ id }) => ({ id }),
    openIncidents(project, page, context) {
      context.authorize('tenant:read', project.id);
      return openIncidentsOfProject(context, project.id, page);
    },
  },

  ReviewRequest: {
    incidents(review, page, context) {
      context.authorize('tenant:read', review.projectId);
      return incidentsOfProject(context, review.projectId, page);
    },
  },
};

type Update = LiveUpdate<IncidentEventType>;

/** What is missing and what is not the caller's to read are answered alike. */
async function visible(context: Context, id: string): Promise<Incident | null> {
  const incident = await context.load(incidents, id);
  return incident && may(context.actor, 'tenant:read', incident.projectId) ? incident : null;
}

/** Nobody where the factory itself has acted. */
function user(id: string | null): { readonly id: string } | null {
  return id === null || id === systemActor.userId ? null : { id };
}

function newIncident(
  input: OpenIncidentInput,
  work: Work,
): Omit<NewIncident, 'id' | 'tenantId' | 'sourceTenantId'> {
  const about = input.dimensions;
  return {
    projectId: input.projectId,
    moduleId: input.moduleId ?? null,
    title: input.title,
    severity: input.severity,
    source: input.source ?? 'MANUAL',
    sourceId: input.sourceId ?? null,
    traceId: input.traceId ?? work.traceId,
    dimensions: {
      executionId: about?.executionId ?? null,
      agentId: about?.agentId ?? null,
      skillId: about?.skillId ?? null,
      artifactId: about?.artifactId ?? null,
      workflowId: about?.workflowId ?? null,
      environment: about?.environment ?? null,
      version: about?.version ?? null,
    },
    remark: optionalRemark(input.note),
  };
}
