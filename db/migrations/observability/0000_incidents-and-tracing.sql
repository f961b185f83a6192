CREATE SCHEMA "incidents";
--> statement-breakpoint
CREATE SCHEMA "tracing";
--> statement-breakpoint
CREATE TABLE "incidents"."incident_events" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"incident_id" uuid NOT NULL,
	"timestamp" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"actor_user_id" uuid NOT NULL,
	"note" text,
	CONSTRAINT "incident_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "incident_events_type" CHECK ("incidents"."incident_events"."type" in ('OPENED', 'ACKNOWLEDGED', 'INVESTIGATION_STARTED', 'MITIGATED', 'ESCALATED', 'RESOLVED', 'POST_MORTEM_NOTE_ADDED'))
);
--> statement-breakpoint
CREATE TABLE "incidents"."incidents" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"project_id" uuid NOT NULL,
	"module_id" uuid,
	"title" text NOT NULL,
	"severity" text NOT NULL,
	"severity_rank" smallint GENERATED ALWAYS AS ((case severity when 'INFO' then 1 when 'WARNING' then 2 when 'HIGH' then 3 else 4 end)::smallint) STORED NOT NULL,
	"status" text NOT NULL,
	"source" text NOT NULL,
	"source_id" text,
	"trace_id" text NOT NULL,
	"dimensions" jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"opened_by_user_id" uuid NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_by_user_id" uuid,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by_user_id" uuid,
	"root_cause" text,
	"escalation_steps" jsonb NOT NULL,
	CONSTRAINT "incidents_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "incidents_severity" CHECK ("incidents"."incidents"."severity" in ('INFO', 'WARNING', 'HIGH', 'CRITICAL')),
	CONSTRAINT "incidents_status" CHECK ("incidents"."incidents"."status" in ('OPEN', 'ACKNOWLEDGED', 'INVESTIGATING', 'MITIGATED', 'RESOLVED')),
	CONSTRAINT "incidents_source" CHECK ("incidents"."incidents"."source" in ('ALERT', 'SLO', 'TRACE', 'MANUAL')),
	CONSTRAINT "incidents_source_named" CHECK (source = 'MANUAL' or source_id is not null),
	CONSTRAINT "incidents_resolved_with_cause" CHECK ((status = 'RESOLVED') = (resolved_at is not null and root_cause is not null))
);
--> statement-breakpoint
CREATE TABLE "tracing"."spans" (
	"tenant_id" text NOT NULL,
	"started_on" date NOT NULL,
	"trace_id" text NOT NULL,
	"span_id" text NOT NULL,
	"parent_span_id" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"service_name" text,
	"module_id" uuid,
	"start_unix_nano" bigint NOT NULL,
	"end_unix_nano" bigint NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" double precision NOT NULL,
	"status" text NOT NULL,
	"status_message" text,
	"attributes" jsonb NOT NULL,
	"resource_attributes" jsonb NOT NULL,
	"events" jsonb NOT NULL,
	CONSTRAINT "spans_tenant_id_started_on_trace_id_span_id_pk" PRIMARY KEY("tenant_id","started_on","trace_id","span_id"),
	CONSTRAINT "spans_status" CHECK ("tracing"."spans"."status" in ('OK', 'ERROR', 'UNSET')),
	CONSTRAINT "spans_kind" CHECK ("tracing"."spans"."kind" in ('UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER')),
	CONSTRAINT "spans_duration" CHECK (end_unix_nano >= start_unix_nano)
) PARTITION BY RANGE ("started_on");
--> statement-breakpoint
CREATE TABLE "tracing"."trace_records" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"project_id" uuid,
	"module_id" uuid,
	"root_span_name" text,
	"start_unix_nano" bigint NOT NULL,
	"end_unix_nano" bigint NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" double precision NOT NULL,
	"status" text NOT NULL,
	"dimensions" jsonb NOT NULL,
	"root_dimensions" jsonb,
	"span_count" integer NOT NULL,
	"partial" boolean NOT NULL,
	"recorded_at" timestamp (3) with time zone,
	CONSTRAINT "trace_records_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "trace_records_status" CHECK ("tracing"."trace_records"."status" in ('OK', 'ERROR', 'UNSET')),
	CONSTRAINT "trace_records_w3c_id" CHECK (id ~ '^[0-9a-f]{32}$'),
	CONSTRAINT "trace_records_duration" CHECK (duration_ms >= 0),
	CONSTRAINT "trace_records_span_count" CHECK (span_count between 1 and 10000)
);
--> statement-breakpoint
ALTER TABLE "incidents"."incident_events" ADD CONSTRAINT "incident_events_tenant_id_incident_id_incidents_tenant_id_id_fk" FOREIGN KEY ("tenant_id","incident_id") REFERENCES "incidents"."incidents"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_events_tenant_id_incident_id_timestamp_id_index" ON "incidents"."incident_events" USING btree ("tenant_id","incident_id","timestamp","id");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_per_source" ON "incidents"."incidents" USING btree ("tenant_id","source","source_id") WHERE source_id is not null;--> statement-breakpoint
CREATE INDEX "incidents_tenant_id_opened_at_id_index" ON "incidents"."incidents" USING btree ("tenant_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_tenant_id_updated_at_id_index" ON "incidents"."incidents" USING btree ("tenant_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "incidents_tenant_id_severity_rank_opened_at_id_index" ON "incidents"."incidents" USING btree ("tenant_id","severity_rank","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_tenant_id_project_id_opened_at_id_index" ON "incidents"."incidents" USING btree ("tenant_id","project_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_open_by_project" ON "incidents"."incidents" USING btree ("tenant_id","project_id","opened_at","id") WHERE status <> 'RESOLVED';--> statement-breakpoint
CREATE INDEX "spans_tenant_id_trace_id_start_unix_nano_span_id_index" ON "tracing"."spans" USING btree ("tenant_id","trace_id","start_unix_nano","span_id");--> statement-breakpoint
CREATE INDEX "trace_records_tenant_id_started_at_id_index" ON "tracing"."trace_records" USING btree ("tenant_id","started_at","id");--> statement-breakpoint
CREATE INDEX "trace_records_tenant_id_project_id_started_at_id_index" ON "tracing"."trace_records" USING btree ("tenant_id","project_id","started_at","id");--> statement-breakpoint
CREATE INDEX "trace_records_tenant_id_root_span_name_started_at_id_index" ON "tracing"."trace_records" USING btree ("tenant_id","root_span_name","started_at","id");
--> statement-breakpoint
-- Below this line by hand: who may see and do what, and the days of spans.
call kernel.protect('incidents.incidents');
call kernel.protect_append_only('incidents.incident_events');
call kernel.protect('tracing.trace_records');
call kernel.protect_append_only('tracing.spans');

-- Spans of days that have no partition of their own.
create table tracing.spans_of_other_days partition of tracing.spans default;
call kernel.protect_partition('tracing.spans_of_other_days');

/**
 * Makes the partitions for yesterday, today and the days ahead (UTC) that are not there yet.
 * The only way to make one: row-level security and statement triggers are not inherited. A day of which spans
 * were kept among the other days stays there. Each is made apart and then attached, so that writers go on.
 *
 * @returns how many were made.
 */
create function tracing.keep_span_days(ahead int) returns int
volatile security definer set search_path = tracing, pg_temp language plpgsql as $$
declare
  today constant date := (now() at time zone 'UTC')::date;
  day date;
  part text;
  made int := 0;
begin
  -- One at a time; whoever waits finds them made.
  perform pg_advisory_xact_lock(7260010);
  for day in select generate_series(today - 1, today + least(ahead, 60), interval '1 day')::date loop
    part := format('tracing.spans_%s', to_char(day, 'YYYYMMDD'));
    continue when to_regclass(part) is not null;
    begin
      execute format('create table %s (like tracing.spans including constraints)', part);
      execute format('alter table tracing.spans attach partition %s for values from (%L) to (%L)',
        part, day, day + 1);
      call kernel.protect_partition(part::regclass);
      made := made + 1;
    exception when check_violation then
      null;
    end;
  end loop;
  return made;
end $$;

revoke all on function tracing.keep_span_days(int) from public;
grant execute on function tracing.keep_span_days(int) to factory_app;
select tracing.keep_span_days(7);
