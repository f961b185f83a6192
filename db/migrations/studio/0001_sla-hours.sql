CREATE TABLE "reviews"."sla_hours" (
	"tenant_id" text NOT NULL,
	"priority" text NOT NULL,
	"hours" integer NOT NULL,
	CONSTRAINT "sla_hours_tenant_id_priority_pk" PRIMARY KEY("tenant_id","priority"),
	CONSTRAINT "sla_hours_priority_is_known" CHECK ("reviews"."sla_hours"."priority" in ('CRITICAL', 'HIGH', 'NORMAL', 'LOW'))
);
--> statement-breakpoint

-- What drizzle cannot say: row-level security and grants.
call kernel.protect('reviews.sla_hours');
