import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { IncidentEvent as IncidentEventState } from './incidents/incident-event/domain.ts';
import type { EscalationStep as EscalationStepState, Incident as IncidentState } from './incidents/incident/domain.ts';
import type { TelemetryDimensions as TelemetryDimensionsState, SpanEvent as SpanEventState, Span as SpanState } from './tracing/span/domain.ts';
import type { TraceRecord as TraceRecordState } from './tracing/trace-record/domain.ts';
import type { Context } from '../kernel/context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC, written as RFC 3339 with milliseconds: 2026-01-31T12:00:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. Used only where the shape belongs to somebody else, such as telemetry attributes. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Where a page lies in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Whether more items follow this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether items precede this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item; null when the page is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Cursor of the last item, to be given as `after`; null when the page is empty. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** The direction of an order. */
export type OrderDirection =
  /** Smallest, earliest or first in the alphabet first. */
  | 'ASC'
  /** Largest, latest or last in the alphabet first. */
  | 'DESC';

/** A refusal the caller can act on. Nothing was changed. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** What kind of refusal it is; the list is closed. */
  readonly code: UserErrorCode;
  /** A whole sentence that names the subject and the rule. */
  readonly message: Scalars['String']['output'];
  /** Path of the input field at fault, outermost first; null when no single field is. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Every kind of refusal a mutation can answer with. */
export type UserErrorCode =
  /** It does not exist, or not for you. */
  | 'NOT_FOUND'
  /** You do not hold the permission, or a rule such as four eyes forbids it to you. */
  | 'FORBIDDEN'
  /** A field of the input breaks a rule. */
  | 'INVALID_INPUT'
  /** The state machine has no such move from the current status. */
  | 'ILLEGAL_TRANSITION'
  /** It changed since the version you expected; read it again. */
  | 'STALE_VERSION'
  /** Something with this unique name or key is there already. */
  | 'ALREADY_EXISTS'
  /** This idempotency key was used before with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A quota of the tenant is used up. */
  | 'QUOTA_EXCEEDED'
  /** This approval is decided in its review, not here. */
  | 'DECIDED_IN_REVIEW'
  /** A legal hold forbids it. */
  | 'LEGAL_HOLD';

export type Query = {
  readonly __typename?: 'Query';
  /** The incident of this id. Null when there is none, or none for you. */
  readonly incident?: Maybe<Incident>;
  /** The tenant's incidents, the latest opened first unless ordered otherwise. */
  readonly incidents?: Maybe<IncidentConnection>;
  /** The trace of this W3C trace id: 32 lower-case hex digits. Null when there is none, or none for you. */
  readonly trace?: Maybe<TraceRecord>;
  /** The tenant's traces, the latest started first. Without a project it needs telemetry:read for the whole tenant. */
  readonly traces?: Maybe<TraceRecordConnection>;
};


export type QueryIncidentArgs = {
  id: Scalars['ID']['input'];
};


export type QueryIncidentsArgs = {
  filter?: InputMaybe<IncidentFilter>;
  orderBy?: InputMaybe<IncidentOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTraceArgs = {
  traceId: Scalars['ID']['input'];
};


export type QueryTracesArgs = {
  filter?: InputMaybe<TraceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Opens an incident. One source opens one incident: a second one for it is refused with ALREADY_EXISTS. */
  readonly openIncident: OpenIncidentPayload;
  /** Takes note of an open incident. */
  readonly acknowledgeIncident: AcknowledgeIncidentPayload;
  /** Starts to investigate, or starts again when a mitigation did not hold. It acknowledges an open incident as well. */
  readonly startInvestigation: StartInvestigationPayload;
  /** Says that the harm has stopped while the cause remains. */
  readonly mitigateIncident: MitigateIncidentPayload;
  /** Closes an incident for good, with its root cause. */
  readonly resolveIncident: ResolveIncidentPayload;
  /** Calls for more help without changing the status. */
  readonly escalateIncident: EscalateIncidentPayload;
  /** Adds to what was learnt from a resolved incident. */
  readonly addPostMortemNote: AddPostMortemNotePayload;
};


export type MutationOpenIncidentArgs = {
  input: OpenIncidentInput;
};


export type MutationAcknowledgeIncidentArgs = {
  input: AcknowledgeIncidentInput;
};


export type MutationStartInvestigationArgs = {
  input: StartInvestigationInput;
};


export type MutationMitigateIncidentArgs = {
  input: MitigateIncidentInput;
};


export type MutationResolveIncidentArgs = {
  input: ResolveIncidentInput;
};


export type MutationEscalateIncidentArgs = {
  input: EscalateIncidentInput;
};


export type MutationAddPostMortemNoteArgs = {
  input: AddPostMortemNoteInput;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Each change of an incident, as it happens. */
  readonly incidentUpdated: IncidentUpdate;
};


export type SubscriptionIncidentUpdatedArgs = {
  projectId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A tracked problem of what runs, from detection to what was learnt from it. */
export type Incident = {
  readonly __typename?: 'Incident';
  /** A UUIDv7. */
  readonly id: Scalars['ID']['output'];
  /** What is wrong, in a line. */
  readonly title: Scalars['String']['output'];
  /** How bad it is. */
  readonly severity: Severity;
  /** How far we are. */
  readonly status: IncidentStatus;
  /** What told us. */
  readonly source: IncidentSource;
  /** The alert, objective, trace or ticket that told us; null only for MANUAL. */
  readonly sourceId?: Maybe<Scalars['String']['output']>;
  /** The project it harms. */
  readonly projectId: Scalars['ID']['output'];
  /** The project it harms. */
  readonly project?: Maybe<Project>;
  /** The module it harms, when known. */
  readonly moduleId?: Maybe<Scalars['ID']['output']>;
  /** The W3C trace id it is followed by. */
  readonly traceId: Scalars['ID']['output'];
  /** When it was opened. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** When somebody first took note; null while OPEN. */
  readonly acknowledgedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was resolved; null until then. */
  readonly resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it happened; null until it is resolved. */
  readonly rootCause?: Maybe<Scalars['String']['output']>;
  /** Who opened it. */
  readonly openedBy?: Maybe<User>;
  /** Who first took note of it. */
  readonly acknowledgedBy?: Maybe<User>;
  /** Who resolved it. */
  readonly resolvedBy?: Maybe<User>;
  /** What it is about, in the dimensions of telemetry. */
  readonly dimensions: TelemetryDimensions;
  /** Calls for more help, the first one first; at most 20. */
  readonly escalationSteps: ReadonlyArray<EscalationStep>;
  /** All that happened to it, the first event first. */
  readonly events: IncidentEventConnection;
  /** When it was stored. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. */
  readonly version: Scalars['Int']['output'];
  /** The trace it is followed by; null when none was stored, or none for you. */
  readonly trace?: Maybe<TraceRecord>;
};


/** A tracked problem of what runs, from detection to what was learnt from it. */
export type IncidentEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A page of incidents. */
export type IncidentConnection = {
  readonly __typename?: 'IncidentConnection';
  /** The incidents with their cursors. */
  readonly edges: ReadonlyArray<IncidentEdge>;
  /** The incidents alone. */
  readonly nodes: ReadonlyArray<Incident>;
  /** Where the page lies in the list. */
  readonly pageInfo: PageInfo;
  /** Where `incidentUpdated` goes on from without missing anything after this page was read. */
  readonly liveCursor?: Maybe<Scalars['String']['output']>;
};

/** An incident in a page. */
export type IncidentEdge = {
  readonly __typename?: 'IncidentEdge';
  /** Where the incident lies in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The incident. */
  readonly node: Incident;
};

/** An entry of an incident's log. Entries are never changed or removed. */
export type IncidentEvent = {
  readonly __typename?: 'IncidentEvent';
  /** A UUIDv7. */
  readonly id: Scalars['ID']['output'];
  /** When it happened. */
  readonly timestamp: Scalars['DateTime']['output'];
  /** What happened. */
  readonly type: IncidentEventType;
  /** Who did it; null when the factory itself did. */
  readonly actor?: Maybe<User>;
  /** What they wrote about it: a remark, the root cause, or the post-mortem note. */
  readonly note?: Maybe<Scalars['String']['output']>;
};

/** A page of an incident's log. */
export type IncidentEventConnection = {
  readonly __typename?: 'IncidentEventConnection';
  /** The entries with their cursors. */
  readonly edges: ReadonlyArray<IncidentEventEdge>;
  /** The entries alone. */
  readonly nodes: ReadonlyArray<IncidentEvent>;
  /** Where the page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** An entry in a page of an incident's log. */
export type IncidentEventEdge = {
  readonly __typename?: 'IncidentEventEdge';
  /** Where the entry lies in the log, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: IncidentEvent;
};

/** A call for more help. */
export type EscalationStep = {
  readonly __typename?: 'EscalationStep';
  /** How far up; it never falls from one step to the next. */
  readonly level: Scalars['Int']['output'];
  /** Whom was called: a rota, a team or a person's id. */
  readonly target: Scalars['String']['output'];
  /** When. */
  readonly at: Scalars['DateTime']['output'];
};

/** A change of an incident, told live. */
export type IncidentUpdate = {
  readonly __typename?: 'IncidentUpdate';
  /** What happened. */
  readonly event: IncidentEventType;
  /** Where this lies in the stream, to be given as `after` on the way back. */
  readonly cursor: Scalars['String']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The incident as it is now. */
  readonly incident?: Maybe<Incident>;
};

/** How bad an incident or alert is. */
export type Severity =
  /** Worth knowing. */
  | 'INFO'
  /** May become a problem. */
  | 'WARNING'
  /** Users are harmed. */
  | 'HIGH'
  /** Users are badly harmed, or many of them. */
  | 'CRITICAL';

/** How far an incident has come. */
export type IncidentStatus =
  /** Nobody has taken note yet. */
  | 'OPEN'
  /** Somebody has taken note. */
  | 'ACKNOWLEDGED'
  /** The cause is looked for. */
  | 'INVESTIGATING'
  /** The harm has stopped; the cause remains. */
  | 'MITIGATED'
  /** Over, with its root cause known. Final. */
  | 'RESOLVED';

/** What told us of an incident. */
export type IncidentSource =
  /** An alert rule. */
  | 'ALERT'
  /** A service-level objective. */
  | 'SLO'
  /** A trace. */
  | 'TRACE'
  /** A person. */
  | 'MANUAL';

/** What can happen to an incident. */
export type IncidentEventType =
  /** It was opened. */
  | 'OPENED'
  /** Somebody first took note of it. */
  | 'ACKNOWLEDGED'
  /** The search for the cause began, or began again. */
  | 'INVESTIGATION_STARTED'
  /** The harm stopped. */
  | 'MITIGATED'
  /** More help was called for. */
  | 'ESCALATED'
  /** It was resolved. */
  | 'RESOLVED'
  /** A post-mortem note was added. */
  | 'POST_MORTEM_NOTE_ADDED';

/** Which incidents to list. What is absent does not narrow. */
export type IncidentFilter = {
  /** Only those of this project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those with one of these statuses. */
  readonly status?: InputMaybe<ReadonlyArray<IncidentStatus>>;
  /** Only those with one of these severities. */
  readonly severity?: InputMaybe<ReadonlyArray<Severity>>;
  /** Only those told by this kind of source. */
  readonly source?: InputMaybe<IncidentSource>;
  /** Only those opened at this moment or later. */
  readonly openedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those opened before this moment. */
  readonly openedTo?: InputMaybe<Scalars['DateTime']['input']>;
};

/** In which order to list incidents. */
export type IncidentOrder = {
  /** By what. */
  readonly field: IncidentOrderField;
  /** Which end first. */
  readonly direction: OrderDirection;
};

/** By what incidents can be ordered. */
export type IncidentOrderField =
  /** By when they were opened. */
  | 'OPENED_AT'
  /** By when they last changed. */
  | 'UPDATED_AT'
  /** By how bad they are, and among equals by when they were opened. */
  | 'SEVERITY';

/** What is wrong, where, and what told us. */
export type OpenIncidentInput = {
  /** The project it harms. */
  readonly projectId: Scalars['ID']['input'];
  /** The module it harms, when known. */
  readonly moduleId?: InputMaybe<Scalars['ID']['input']>;
  /** What is wrong, in a line of at most 200 characters. */
  readonly title: Scalars['String']['input'];
  /** How bad it is. */
  readonly severity: Severity;
  /** What told us. */
  readonly source?: IncidentSource;
  /** The alert, objective, trace or ticket that told us. Needed unless the source is MANUAL. */
  readonly sourceId?: InputMaybe<Scalars['String']['input']>;
  /** The W3C trace id to follow it by; that of this request when absent. */
  readonly traceId?: InputMaybe<Scalars['ID']['input']>;
  /** What it is about, beyond its trace, tenant, project and module. */
  readonly dimensions?: InputMaybe<IncidentDimensionsInput>;
  /** A remark for the log. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Dimensions of an incident beyond its trace, tenant, project and module. */
export type IncidentDimensionsInput = {
  /** The run of an agent or workflow. */
  readonly executionId?: InputMaybe<Scalars['ID']['input']>;
  /** The agent. */
  readonly agentId?: InputMaybe<Scalars['ID']['input']>;
  /** The skill. */
  readonly skillId?: InputMaybe<Scalars['ID']['input']>;
  /** The artifact. */
  readonly artifactId?: InputMaybe<Scalars['ID']['input']>;
  /** The workflow. */
  readonly workflowId?: InputMaybe<Scalars['ID']['input']>;
  /** The stage of deployment. */
  readonly environment?: InputMaybe<TelemetryEnvironment>;
  /** The version of what ran. */
  readonly version?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `openIncident`. */
export type OpenIncidentPayload = {
  readonly __typename?: 'OpenIncidentPayload';
  /** The new incident; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which incident to take note of. */
export type AcknowledgeIncidentInput = {
  /** The incident's id. */
  readonly incidentId: Scalars['ID']['input'];
  /** A remark for the log. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** Refuse with STALE_VERSION unless the incident has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `acknowledgeIncident`. */
export type AcknowledgeIncidentPayload = {
  readonly __typename?: 'AcknowledgeIncidentPayload';
  /** The incident as it is now; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which incident to investigate. */
export type StartInvestigationInput = {
  /** The incident's id. */
  readonly incidentId: Scalars['ID']['input'];
  /** A remark for the log. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** Refuse with STALE_VERSION unless the incident has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `startInvestigation`. */
export type StartInvestigationPayload = {
  readonly __typename?: 'StartInvestigationPayload';
  /** The incident as it is now; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which incident does no more harm. */
export type MitigateIncidentInput = {
  /** The incident's id. */
  readonly incidentId: Scalars['ID']['input'];
  /** A remark for the log. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** Refuse with STALE_VERSION unless the incident has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `mitigateIncident`. */
export type MitigateIncidentPayload = {
  readonly __typename?: 'MitigateIncidentPayload';
  /** The incident as it is now; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which incident is over, and why it happened. */
export type ResolveIncidentInput = {
  /** The incident's id. */
  readonly incidentId: Scalars['ID']['input'];
  /** Why it happened, in at most 4,000 characters. */
  readonly rootCause: Scalars['String']['input'];
  /** Refuse with STALE_VERSION unless the incident has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `resolveIncident`. */
export type ResolveIncidentPayload = {
  readonly __typename?: 'ResolveIncidentPayload';
  /** The incident as it is now; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which incident needs more help, and whose. */
export type EscalateIncidentInput = {
  /** The incident's id. */
  readonly incidentId: Scalars['ID']['input'];
  /** How far up, from 1 to 10, and never below the step before; one above it when absent. */
  readonly level?: InputMaybe<Scalars['Int']['input']>;
  /** Whom to call: a rota, a team or a person's id, in at most 200 characters. */
  readonly target: Scalars['String']['input'];
  /** A remark for the log. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** Refuse with STALE_VERSION unless the incident has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `escalateIncident`. */
export type EscalateIncidentPayload = {
  readonly __typename?: 'EscalateIncidentPayload';
  /** The incident as it is now; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which resolved incident taught us what. */
export type AddPostMortemNoteInput = {
  /** The incident's id. */
  readonly incidentId: Scalars['ID']['input'];
  /** What was learnt, in at most 4,000 characters. */
  readonly note: Scalars['String']['input'];
  /** Refuse with STALE_VERSION unless the incident has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input gives the same answer and happens once. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer to `addPostMortemNote`. */
export type AddPostMortemNotePayload = {
  readonly __typename?: 'AddPostMortemNotePayload';
  /** The incident as it is now; null when it was refused. */
  readonly incident?: Maybe<Incident>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

export type Project = {
  readonly __typename?: 'Project';
  readonly id: Scalars['ID']['output'];
  /** Its incidents that are not resolved yet, the latest opened first. */
  readonly openIncidents?: Maybe<IncidentConnection>;
};


export type ProjectOpenIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type ReviewRequest = {
  readonly __typename?: 'ReviewRequest';
  readonly id: Scalars['ID']['output'];
  readonly projectId: Scalars['ID']['output'];
  /** The incidents of its project, the latest opened first. */
  readonly incidents?: Maybe<IncidentConnection>;
};


export type ReviewRequestIncidentsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type User = {
  readonly __typename?: 'User';
  readonly id: Scalars['ID']['output'];
};

/**
 * One distributed trace, gathered from the spans that arrived for it. Spans may come in parts and in any order:
 * until the root and every parent are there, the trace is partial and its figures are those of the spans so far.
 */
export type TraceRecord = {
  readonly __typename?: 'TraceRecord';
  /** The same as `traceId`: a trace has no other identity. */
  readonly id: Scalars['ID']['output'];
  /** The W3C trace id: 32 lower-case hex digits. */
  readonly traceId: Scalars['ID']['output'];
  /** The project the trace belongs to, by its dimensions; null when no span says one. */
  readonly projectId?: Maybe<Scalars['ID']['output']>;
  /** The project the trace belongs to. */
  readonly project?: Maybe<Project>;
  /** The module the trace belongs to, by its dimensions; null when no span says one. */
  readonly moduleId?: Maybe<Scalars['ID']['output']>;
  /** Name of the root span; null until it arrives. */
  readonly rootSpanName?: Maybe<Scalars['String']['output']>;
  /** When the earliest span started. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** From the start of the earliest span to the end of the latest, in milliseconds, with fractions. */
  readonly durationMs: Scalars['Float']['output'];
  /** ERROR when any span failed, else what the root span says. */
  readonly status: TraceStatus;
  /** What the trace is about: the root span's word first; where it is silent, the least of what the others say. */
  readonly dimensions: TelemetryDimensions;
  /** How many spans have arrived; a span sent again counts once. */
  readonly spanCount: Scalars['Int']['output'];
  /** True while the root or the parent of some span is missing. */
  readonly partial: Scalars['Boolean']['output'];
  /** When the trace was first whole; null until then. */
  readonly recordedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The spans, the earliest started first; of those that started together, the one that ended last. */
  readonly spans: SpanConnection;
  /** When its first span was stored. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Rises with every change. */
  readonly version: Scalars['Int']['output'];
};


/**
 * One distributed trace, gathered from the spans that arrived for it. Spans may come in parts and in any order:
 * until the root and every parent are there, the trace is partial and its figures are those of the spans so far.
 */
export type TraceRecordSpansArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A page of traces. */
export type TraceRecordConnection = {
  readonly __typename?: 'TraceRecordConnection';
  /** The traces with their cursors. */
  readonly edges: ReadonlyArray<TraceRecordEdge>;
  /** The traces alone. */
  readonly nodes: ReadonlyArray<TraceRecord>;
  /** Where the page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** A trace in a page. */
export type TraceRecordEdge = {
  readonly __typename?: 'TraceRecordEdge';
  /** Where the trace lies in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The trace. */
  readonly node: TraceRecord;
};

/** One operation within a trace. */
export type Span = {
  readonly __typename?: 'Span';
  /** The W3C parent id: 16 lower-case hex digits, unique within the trace. */
  readonly spanId: Scalars['ID']['output'];
  /** The span it was started by; null for the root. */
  readonly parentSpanId?: Maybe<Scalars['ID']['output']>;
  /** What the operation is. */
  readonly name: Scalars['String']['output'];
  /** Its role in a call between services. */
  readonly kind: SpanKind;
  /** The service it ran in, by the resource attribute service.name. */
  readonly serviceName?: Maybe<Scalars['String']['output']>;
  /** The module it belongs to, by its dimensions. */
  readonly moduleId?: Maybe<Scalars['ID']['output']>;
  /** When it started. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** When it started, in nanoseconds since 1970: a 64-bit number as text. */
  readonly startUnixNano: Scalars['String']['output'];
  /** How long it took, in milliseconds, with fractions. */
  readonly durationMs: Scalars['Float']['output'];
  /** How it ended. */
  readonly status: TraceStatus;
  /** What the instrumentation says about a failure. */
  readonly statusMessage?: Maybe<Scalars['String']['output']>;
  /** Its attributes, by key. A 64-bit integer that JSON cannot hold is text. */
  readonly attributes: Scalars['JSON']['output'];
  /** Attributes of the process it ran in, by key. */
  readonly resourceAttributes: Scalars['JSON']['output'];
  /** What happened while it ran, as it was sent. */
  readonly events: ReadonlyArray<SpanEvent>;
};

/** A page of spans. */
export type SpanConnection = {
  readonly __typename?: 'SpanConnection';
  /** The spans with their cursors. */
  readonly edges: ReadonlyArray<SpanEdge>;
  /** The spans alone. */
  readonly nodes: ReadonlyArray<Span>;
  /** Where the page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** A span in a page. */
export type SpanEdge = {
  readonly __typename?: 'SpanEdge';
  /** Where the span lies in the list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The span. */
  readonly node: Span;
};

/** A moment within a span, such as an exception. */
export type SpanEvent = {
  readonly __typename?: 'SpanEvent';
  /** When it happened. */
  readonly timestamp: Scalars['DateTime']['output'];
  /** When it happened, in nanoseconds since 1970: a 64-bit number as text. */
  readonly timeUnixNano: Scalars['String']['output'];
  /** What happened. */
  readonly name: Scalars['String']['output'];
  /** Its attributes, by key. */
  readonly attributes: Scalars['JSON']['output'];
};

/** The eleven dimensions by which telemetry is told apart. Null where one does not apply or is not known. */
export type TelemetryDimensions = {
  readonly __typename?: 'TelemetryDimensions';
  /** The W3C trace id. */
  readonly traceId?: Maybe<Scalars['ID']['output']>;
  /** The run of an agent or workflow. */
  readonly executionId?: Maybe<Scalars['ID']['output']>;
  /** The tenant. */
  readonly tenantId?: Maybe<Scalars['ID']['output']>;
  /** The project. */
  readonly projectId?: Maybe<Scalars['ID']['output']>;
  /** The module. */
  readonly moduleId?: Maybe<Scalars['ID']['output']>;
  /** The agent. */
  readonly agentId?: Maybe<Scalars['ID']['output']>;
  /** The skill. */
  readonly skillId?: Maybe<Scalars['ID']['output']>;
  /** The artifact. */
  readonly artifactId?: Maybe<Scalars['ID']['output']>;
  /** The workflow. */
  readonly workflowId?: Maybe<Scalars['ID']['output']>;
  /** The stage of deployment. */
  readonly environment?: Maybe<TelemetryEnvironment>;
  /** The version of what ran. */
  readonly version?: Maybe<Scalars['String']['output']>;
};

/** The stage of deployment that telemetry comes from. */
export type TelemetryEnvironment =
  /** Development. */
  | 'DEV'
  /** Testing. */
  | 'TEST'
  /** Staging: as production, but not yet. */
  | 'STAGING'
  /** Production. */
  | 'PROD';

/** How a span or trace ended, in the words of OpenTelemetry. */
export type TraceStatus =
  /** Said to have succeeded. */
  | 'OK'
  /** It failed. */
  | 'ERROR'
  /** Nobody said; usually a success. */
  | 'UNSET';

/** The role of a span in a call between services, in the words of OpenTelemetry. */
export type SpanKind =
  /** Not said. */
  | 'UNSPECIFIED'
  /** Within one process. */
  | 'INTERNAL'
  /** Answers a remote call. */
  | 'SERVER'
  /** Makes a remote call. */
  | 'CLIENT'
  /** Sends a message. */
  | 'PRODUCER'
  /** Handles a message. */
  | 'CONSUMER';

/** Which traces to list. What is absent does not narrow. */
export type TraceFilter = {
  /** Only those of this project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those with this status. */
  readonly status?: InputMaybe<TraceStatus>;
  /** Only those that started at this moment or later. */
  readonly startedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those that started before this moment. */
  readonly startedTo?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only those that took this long or longer, in milliseconds. */
  readonly minDurationMs?: InputMaybe<Scalars['Float']['input']>;
  /** Only those whose root span has exactly this name. */
  readonly rootSpanName?: InputMaybe<Scalars['String']['input']>;
  /** Only partial traces, or only whole ones. */
  readonly partial?: InputMaybe<Scalars['Boolean']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Incident: Incident;
  Project: Project;
  ReviewRequest: ReviewRequest;
  TraceRecord: TraceRecord;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Incident:
    ( { __typename: 'Incident' }
    & GraphQLRecursivePick<FederationTypes['Incident'], {"id":true}> );
  Project:
    ( { __typename: 'Project' }
    & GraphQLRecursivePick<FederationTypes['Project'], {"id":true}> );
  ReviewRequest:
    ( { __typename: 'ReviewRequest' }
    & GraphQLRecursivePick<FederationTypes['ReviewRequest'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['ReviewRequest'], {"projectId":true}> ) );
  TraceRecord:
    ( { __typename: 'TraceRecord' }
    & ( GraphQLRecursivePick<FederationTypes['TraceRecord'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['TraceRecord'], {"traceId":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  OrderDirection: OrderDirection;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Incident: ResolverTypeWrapper<IncidentState>;
  IncidentConnection: ResolverTypeWrapper<Omit<IncidentConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['IncidentEdge']>, nodes: ReadonlyArray<ResolversTypes['Incident']> }>;
  IncidentEdge: ResolverTypeWrapper<Omit<IncidentEdge, 'node'> & { node: ResolversTypes['Incident'] }>;
  IncidentEvent: ResolverTypeWrapper<IncidentEventState>;
  IncidentEventConnection: ResolverTypeWrapper<Omit<IncidentEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['IncidentEventEdge']>, nodes: ReadonlyArray<ResolversTypes['IncidentEvent']> }>;
  IncidentEventEdge: ResolverTypeWrapper<Omit<IncidentEventEdge, 'node'> & { node: ResolversTypes['IncidentEvent'] }>;
  EscalationStep: ResolverTypeWrapper<EscalationStepState>;
  IncidentUpdate: ResolverTypeWrapper<Omit<IncidentUpdate, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  Severity: Severity;
  IncidentStatus: IncidentStatus;
  IncidentSource: IncidentSource;
  IncidentEventType: IncidentEventType;
  IncidentFilter: IncidentFilter;
  IncidentOrder: IncidentOrder;
  IncidentOrderField: IncidentOrderField;
  OpenIncidentInput: OpenIncidentInput;
  IncidentDimensionsInput: IncidentDimensionsInput;
  OpenIncidentPayload: ResolverTypeWrapper<Omit<OpenIncidentPayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  AcknowledgeIncidentInput: AcknowledgeIncidentInput;
  AcknowledgeIncidentPayload: ResolverTypeWrapper<Omit<AcknowledgeIncidentPayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  StartInvestigationInput: StartInvestigationInput;
  StartInvestigationPayload: ResolverTypeWrapper<Omit<StartInvestigationPayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  MitigateIncidentInput: MitigateIncidentInput;
  MitigateIncidentPayload: ResolverTypeWrapper<Omit<MitigateIncidentPayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  ResolveIncidentInput: ResolveIncidentInput;
  ResolveIncidentPayload: ResolverTypeWrapper<Omit<ResolveIncidentPayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  EscalateIncidentInput: EscalateIncidentInput;
  EscalateIncidentPayload: ResolverTypeWrapper<Omit<EscalateIncidentPayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  AddPostMortemNoteInput: AddPostMortemNoteInput;
  AddPostMortemNotePayload: ResolverTypeWrapper<Omit<AddPostMortemNotePayload, 'incident'> & { incident?: Maybe<ResolversTypes['Incident']> }>;
  Project: ResolverTypeWrapper<Omit<Project, 'openIncidents'> & { openIncidents?: Maybe<ResolversTypes['IncidentConnection']> }>;
  ReviewRequest: ResolverTypeWrapper<Omit<ReviewRequest, 'incidents'> & { incidents?: Maybe<ResolversTypes['IncidentConnection']> }>;
  User: ResolverTypeWrapper<User>;
  TraceRecord: ResolverTypeWrapper<TraceRecordState>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  TraceRecordConnection: ResolverTypeWrapper<Omit<TraceRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['TraceRecordEdge']>, nodes: ReadonlyArray<ResolversTypes['TraceRecord']> }>;
  TraceRecordEdge: ResolverTypeWrapper<Omit<TraceRecordEdge, 'node'> & { node: ResolversTypes['TraceRecord'] }>;
  Span: ResolverTypeWrapper<SpanState>;
  SpanConnection: ResolverTypeWrapper<Omit<SpanConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['SpanEdge']>, nodes: ReadonlyArray<ResolversTypes['Span']> }>;
  SpanEdge: ResolverTypeWrapper<Omit<SpanEdge, 'node'> & { node: ResolversTypes['Span'] }>;
  SpanEvent: ResolverTypeWrapper<SpanEventState>;
  TelemetryDimensions: ResolverTypeWrapper<TelemetryDimensionsState>;
  TelemetryEnvironment: TelemetryEnvironment;
  TraceStatus: TraceStatus;
  SpanKind: SpanKind;
  TraceFilter: TraceFilter;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  String: Scalars['String']['output'];
  UserError: UserError;
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Incident: IncidentState;
  IncidentConnection: Omit<IncidentConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['IncidentEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Incident']> };
  IncidentEdge: Omit<IncidentEdge, 'node'> & { node: ResolversParentTypes['Incident'] };
  IncidentEvent: IncidentEventState;
  IncidentEventConnection: Omit<IncidentEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['IncidentEventEdge']>, nodes: ReadonlyArray<ResolversParentTypes['IncidentEvent']> };
  IncidentEventEdge: Omit<IncidentEventEdge, 'node'> & { node: ResolversParentTypes['IncidentEvent'] };
  EscalationStep: EscalationStepState;
  IncidentUpdate: Omit<IncidentUpdate, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  IncidentFilter: IncidentFilter;
  IncidentOrder: IncidentOrder;
  OpenIncidentInput: OpenIncidentInput;
  IncidentDimensionsInput: IncidentDimensionsInput;
  OpenIncidentPayload: Omit<OpenIncidentPayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  AcknowledgeIncidentInput: AcknowledgeIncidentInput;
  AcknowledgeIncidentPayload: Omit<AcknowledgeIncidentPayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  StartInvestigationInput: StartInvestigationInput;
  StartInvestigationPayload: Omit<StartInvestigationPayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  MitigateIncidentInput: MitigateIncidentInput;
  MitigateIncidentPayload: Omit<MitigateIncidentPayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  ResolveIncidentInput: ResolveIncidentInput;
  ResolveIncidentPayload: Omit<ResolveIncidentPayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  EscalateIncidentInput: EscalateIncidentInput;
  EscalateIncidentPayload: Omit<EscalateIncidentPayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  AddPostMortemNoteInput: AddPostMortemNoteInput;
  AddPostMortemNotePayload: Omit<AddPostMortemNotePayload, 'incident'> & { incident?: Maybe<ResolversParentTypes['Incident']> };
  Project: Omit<Project, 'openIncidents'> & { openIncidents?: Maybe<ResolversParentTypes['IncidentConnection']> } | FederationReferenceTypes['Project'];
  ReviewRequest: Omit<ReviewRequest, 'incidents'> & { incidents?: Maybe<ResolversParentTypes['IncidentConnection']> } | FederationReferenceTypes['ReviewRequest'];
  User: User;
  TraceRecord: TraceRecordState;
  Float: Scalars['Float']['output'];
  TraceRecordConnection: Omit<TraceRecordConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['TraceRecordEdge']>, nodes: ReadonlyArray<ResolversParentTypes['TraceRecord']> };
  TraceRecordEdge: Omit<TraceRecordEdge, 'node'> & { node: ResolversParentTypes['TraceRecord'] };
  Span: SpanState;
  SpanConnection: Omit<SpanConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['SpanEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Span']> };
  SpanEdge: Omit<SpanEdge, 'node'> & { node: ResolversParentTypes['Span'] };
  SpanEvent: SpanEventState;
  TelemetryDimensions: TelemetryDimensionsState;
  TraceFilter: TraceFilter;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType, RequireFields<QueryIncidentArgs, 'id'>>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, RequireFields<QueryIncidentsArgs, 'first'>>;
  trace?: Resolver<Maybe<ResolversTypes['TraceRecord']>, ParentType, ContextType, RequireFields<QueryTraceArgs, 'traceId'>>;
  traces?: Resolver<Maybe<ResolversTypes['TraceRecordConnection']>, ParentType, ContextType, RequireFields<QueryTracesArgs, 'first'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  openIncident?: Resolver<ResolversTypes['OpenIncidentPayload'], ParentType, ContextType, RequireFields<MutationOpenIncidentArgs, 'input'>>;
  acknowledgeIncident?: Resolver<ResolversTypes['AcknowledgeIncidentPayload'], ParentType, ContextType, RequireFields<MutationAcknowledgeIncidentArgs, 'input'>>;
  startInvestigation?: Resolver<ResolversTypes['StartInvestigationPayload'], ParentType, ContextType, RequireFields<MutationStartInvestigationArgs, 'input'>>;
  mitigateIncident?: Resolver<ResolversTypes['MitigateIncidentPayload'], ParentType, ContextType, RequireFields<MutationMitigateIncidentArgs, 'input'>>;
  resolveIncident?: Resolver<ResolversTypes['ResolveIncidentPayload'], ParentType, ContextType, RequireFields<MutationResolveIncidentArgs, 'input'>>;
  escalateIncident?: Resolver<ResolversTypes['EscalateIncidentPayload'], ParentType, ContextType, RequireFields<MutationEscalateIncidentArgs, 'input'>>;
  addPostMortemNote?: Resolver<ResolversTypes['AddPostMortemNotePayload'], ParentType, ContextType, RequireFields<MutationAddPostMortemNoteArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  incidentUpdated?: SubscriptionResolver<ResolversTypes['IncidentUpdate'], "incidentUpdated", ParentType, ContextType, Partial<SubscriptionIncidentUpdatedArgs>>;
};

export type IncidentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Incident'] = ResolversParentTypes['Incident'], FederationReferenceType extends FederationReferenceTypes['Incident'] = FederationReferenceTypes['Incident']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Incident']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  severity?: Resolver<ResolversTypes['Severity'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['IncidentStatus'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['IncidentSource'], ParentType, ContextType>;
  sourceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  projectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  moduleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  traceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  acknowledgedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  resolvedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rootCause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  acknowledgedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  resolvedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  dimensions?: Resolver<ResolversTypes['TelemetryDimensions'], ParentType, ContextType>;
  escalationSteps?: Resolver<ReadonlyArray<ResolversTypes['EscalationStep']>, ParentType, ContextType>;
  events?: Resolver<ResolversTypes['IncidentEventConnection'], ParentType, ContextType, RequireFields<IncidentEventsArgs, 'first'>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  trace?: Resolver<Maybe<ResolversTypes['TraceRecord']>, ParentType, ContextType>;
};

export type IncidentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentConnection'] = ResolversParentTypes['IncidentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['IncidentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Incident']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  liveCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type IncidentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentEdge'] = ResolversParentTypes['IncidentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Incident'], ParentType, ContextType>;
};

export type IncidentEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentEvent'] = ResolversParentTypes['IncidentEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['IncidentEventType'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type IncidentEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentEventConnection'] = ResolversParentTypes['IncidentEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['IncidentEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['IncidentEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IncidentEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentEventEdge'] = ResolversParentTypes['IncidentEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['IncidentEvent'], ParentType, ContextType>;
};

export type EscalationStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EscalationStep'] = ResolversParentTypes['EscalationStep']> = {
  level?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type IncidentUpdateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IncidentUpdate'] = ResolversParentTypes['IncidentUpdate']> = {
  event?: Resolver<ResolversTypes['IncidentEventType'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
};

export type OpenIncidentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OpenIncidentPayload'] = ResolversParentTypes['OpenIncidentPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AcknowledgeIncidentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AcknowledgeIncidentPayload'] = ResolversParentTypes['AcknowledgeIncidentPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type StartInvestigationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartInvestigationPayload'] = ResolversParentTypes['StartInvestigationPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MitigateIncidentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MitigateIncidentPayload'] = ResolversParentTypes['MitigateIncidentPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResolveIncidentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveIncidentPayload'] = ResolversParentTypes['ResolveIncidentPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EscalateIncidentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EscalateIncidentPayload'] = ResolversParentTypes['EscalateIncidentPayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AddPostMortemNotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddPostMortemNotePayload'] = ResolversParentTypes['AddPostMortemNotePayload']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openIncidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, RequireFields<ProjectOpenIncidentsArgs, 'first'>>;
};

export type ReviewRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewRequest'] = ResolversParentTypes['ReviewRequest'], FederationReferenceType extends FederationReferenceTypes['ReviewRequest'] = FederationReferenceTypes['ReviewRequest']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ReviewRequest']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  incidents?: Resolver<Maybe<ResolversTypes['IncidentConnection']>, ParentType, ContextType, RequireFields<ReviewRequestIncidentsArgs, 'first'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TraceRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TraceRecord'] = ResolversParentTypes['TraceRecord'], FederationReferenceType extends FederationReferenceTypes['TraceRecord'] = FederationReferenceTypes['TraceRecord']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['TraceRecord']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  traceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  projectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  moduleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootSpanName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TraceStatus'], ParentType, ContextType>;
  dimensions?: Resolver<ResolversTypes['TelemetryDimensions'], ParentType, ContextType>;
  spanCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partial?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recordedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  spans?: Resolver<ResolversTypes['SpanConnection'], ParentType, ContextType, RequireFields<TraceRecordSpansArgs, 'first'>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TraceRecordConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TraceRecordConnection'] = ResolversParentTypes['TraceRecordConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TraceRecordEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['TraceRecord']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TraceRecordEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TraceRecordEdge'] = ResolversParentTypes['TraceRecordEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['TraceRecord'], ParentType, ContextType>;
};

export type SpanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Span'] = ResolversParentTypes['Span']> = {
  spanId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  parentSpanId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['SpanKind'], ParentType, ContextType>;
  serviceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  moduleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  startUnixNano?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TraceStatus'], ParentType, ContextType>;
  statusMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  attributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  resourceAttributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  events?: Resolver<ReadonlyArray<ResolversTypes['SpanEvent']>, ParentType, ContextType>;
};

export type SpanConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpanConnection'] = ResolversParentTypes['SpanConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SpanEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Span']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SpanEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpanEdge'] = ResolversParentTypes['SpanEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Span'], ParentType, ContextType>;
};

export type SpanEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpanEvent'] = ResolversParentTypes['SpanEvent']> = {
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  timeUnixNano?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  attributes?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
};

export type TelemetryDimensionsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TelemetryDimensions'] = ResolversParentTypes['TelemetryDimensions']> = {
  traceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  executionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  projectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  moduleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  agentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  skillId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  artifactId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  workflowId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  environment?: Resolver<Maybe<ResolversTypes['TelemetryEnvironment']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Incident?: IncidentResolvers<ContextType>;
  IncidentConnection?: IncidentConnectionResolvers<ContextType>;
  IncidentEdge?: IncidentEdgeResolvers<ContextType>;
  IncidentEvent?: IncidentEventResolvers<ContextType>;
  IncidentEventConnection?: IncidentEventConnectionResolvers<ContextType>;
  IncidentEventEdge?: IncidentEventEdgeResolvers<ContextType>;
  EscalationStep?: EscalationStepResolvers<ContextType>;
  IncidentUpdate?: IncidentUpdateResolvers<ContextType>;
  OpenIncidentPayload?: OpenIncidentPayloadResolvers<ContextType>;
  AcknowledgeIncidentPayload?: AcknowledgeIncidentPayloadResolvers<ContextType>;
  StartInvestigationPayload?: StartInvestigationPayloadResolvers<ContextType>;
  MitigateIncidentPayload?: MitigateIncidentPayloadResolvers<ContextType>;
  ResolveIncidentPayload?: ResolveIncidentPayloadResolvers<ContextType>;
  EscalateIncidentPayload?: EscalateIncidentPayloadResolvers<ContextType>;
  AddPostMortemNotePayload?: AddPostMortemNotePayloadResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  ReviewRequest?: ReviewRequestResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  TraceRecord?: TraceRecordResolvers<ContextType>;
  TraceRecordConnection?: TraceRecordConnectionResolvers<ContextType>;
  TraceRecordEdge?: TraceRecordEdgeResolvers<ContextType>;
  Span?: SpanResolvers<ContextType>;
  SpanConnection?: SpanConnectionResolvers<ContextType>;
  SpanEdge?: SpanEdgeResolvers<ContextType>;
  SpanEvent?: SpanEventResolvers<ContextType>;
  TelemetryDimensions?: TelemetryDimensionsResolvers<ContextType>;
};

