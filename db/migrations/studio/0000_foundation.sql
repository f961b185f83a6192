CREATE SCHEMA "reviews";
--> statement-breakpoint
CREATE TABLE "reviews"."review_decisions" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"review_request_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"reviewer_user_id" uuid NOT NULL,
	"rationale" text,
	"conditions" jsonb NOT NULL,
	"is_override" boolean NOT NULL,
	"supersedes_decision_id" uuid,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"trace_id" text NOT NULL,
	"correlation_id" text NOT NULL,
	CONSTRAINT "review_decisions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "decision_of_review" UNIQUE("tenant_id","review_request_id","decision","id"),
	CONSTRAINT "superseded_once" UNIQUE("tenant_id","supersedes_decision_id"),
	CONSTRAINT "decision_is_known" CHECK ("reviews"."review_decisions"."decision" in ('APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'OVERRIDDEN')),
	CONSTRAINT "supersedes_another" CHECK (supersedes_decision_id <> id),
	CONSTRAINT "override_is_marked" CHECK (is_override = (decision = 'OVERRIDDEN')),
	CONSTRAINT "rationale_is_given" CHECK (rationale is not null or decision not in ('REJECTED', 'OVERRIDDEN'))
);
--> statement-breakpoint
CREATE TABLE "reviews"."review_requests" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"project_id" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"subject_version" integer NOT NULL,
	"preview_session_id" uuid,
	"raised_by_user_id" uuid NOT NULL,
	"required_role" text,
	"priority" text NOT NULL,
	"priority_rank" integer GENERATED ALWAYS AS (array_position(array['CRITICAL', 'HIGH', 'NORMAL', 'LOW'], priority)) STORED NOT NULL,
	"status" text NOT NULL,
	"claimed_by_user_id" uuid,
	"sla_raised_at" timestamp (3) with time zone NOT NULL,
	"sla_due_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone NOT NULL,
	"change_request_items" jsonb NOT NULL,
	"escalation_reason" text,
	"approval_request_id" uuid,
	"trace_id" text NOT NULL,
	"correlation_id" text NOT NULL,
	CONSTRAINT "review_requests_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "one_review_per_approval" UNIQUE("tenant_id","approval_request_id"),
	CONSTRAINT "subject_type_is_known" CHECK ("reviews"."review_requests"."subject_type" in ('ARTIFACT', 'DECISION', 'DEPLOYMENT_PROMOTION', 'POLICY_EXCEPTION')),
	CONSTRAINT "required_role_is_known" CHECK ("reviews"."review_requests"."required_role" in ('SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER')),
	CONSTRAINT "priority_is_known" CHECK ("reviews"."review_requests"."priority" in ('CRITICAL', 'HIGH', 'NORMAL', 'LOW')),
	CONSTRAINT "status_is_known" CHECK ("reviews"."review_requests"."status" in ('PENDING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'ESCALATED', 'APPROVED', 'REJECTED', 'OVERRIDDEN', 'EXPIRED')),
	CONSTRAINT "subject_version_is_positive" CHECK (subject_version >= 1),
	CONSTRAINT "trace_id_is_w3c" CHECK (trace_id ~ '^[0-9a-f]{32}$'),
	CONSTRAINT "claimed_while_and_after_evaluation" CHECK ((claimed_by_user_id is not null) =
          (status in ('IN_REVIEW', 'CHANGES_REQUESTED', 'APPROVED', 'REJECTED')))
);
--> statement-breakpoint
ALTER TABLE "reviews"."review_decisions" ADD CONSTRAINT "decides_a_review_of_its_tenant" FOREIGN KEY ("tenant_id","review_request_id") REFERENCES "reviews"."review_requests"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews"."review_decisions" ADD CONSTRAINT "supersedes_its_like" FOREIGN KEY ("tenant_id","review_request_id","decision","supersedes_decision_id") REFERENCES "reviews"."review_decisions"("tenant_id","review_request_id","decision","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_terminal_decision" ON "reviews"."review_decisions" USING btree ("tenant_id","review_request_id") WHERE supersedes_decision_id is null and decision <> 'CHANGES_REQUESTED';--> statement-breakpoint
CREATE INDEX "decisions_by_review" ON "reviews"."review_decisions" USING btree ("tenant_id","review_request_id","decided_at","id");--> statement-breakpoint
CREATE INDEX "decisions_by_time" ON "reviews"."review_decisions" USING btree ("tenant_id","decided_at","id");--> statement-breakpoint
CREATE INDEX "decisions_by_reviewer" ON "reviews"."review_decisions" USING btree ("tenant_id","reviewer_user_id","decided_at","id");--> statement-breakpoint
CREATE INDEX "queue_by_priority" ON "reviews"."review_requests" USING btree ("tenant_id","priority_rank","sla_due_at","id") WHERE status in ('PENDING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'ESCALATED');--> statement-breakpoint
CREATE INDEX "project_queue_by_priority" ON "reviews"."review_requests" USING btree ("tenant_id","project_id","priority_rank","sla_due_at","id") WHERE status in ('PENDING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'ESCALATED');--> statement-breakpoint
CREATE INDEX "claimer_queue_by_priority" ON "reviews"."review_requests" USING btree ("tenant_id","claimed_by_user_id","priority_rank","sla_due_at","id") WHERE status in ('PENDING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'ESCALATED');--> statement-breakpoint
CREATE INDEX "queue_by_sla_due_at" ON "reviews"."review_requests" USING btree ("tenant_id","sla_due_at","id") WHERE status in ('PENDING', 'IN_REVIEW', 'CHANGES_REQUESTED', 'ESCALATED');--> statement-breakpoint
CREATE INDEX "reviews_by_priority" ON "reviews"."review_requests" USING btree ("tenant_id","priority_rank","sla_due_at","id");--> statement-breakpoint
CREATE INDEX "reviews_by_sla_due_at" ON "reviews"."review_requests" USING btree ("tenant_id","sla_due_at","id");--> statement-breakpoint
CREATE INDEX "reviews_by_created_at" ON "reviews"."review_requests" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "pending_by_lapse" ON "reviews"."review_requests" USING btree ("tenant_id","lapses_at","id") WHERE status = 'PENDING';--> statement-breakpoint

-- What drizzle cannot say: row-level security and grants (kernel.protect), and what is never changed again.
call kernel.protect('reviews.review_requests');
call kernel.protect_append_only('reviews.review_decisions');
