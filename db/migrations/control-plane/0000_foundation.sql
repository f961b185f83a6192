CREATE SCHEMA "governance";
--> statement-breakpoint
CREATE SCHEMA "identity";
--> statement-breakpoint
CREATE SCHEMA "projects";
--> statement-breakpoint
CREATE SCHEMA "tenancy";
--> statement-breakpoint
CREATE TABLE "governance"."approval_requests" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"policy_decision_id" uuid,
	"project_id" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"action" text NOT NULL,
	"priority" text NOT NULL,
	"requested_by_user_id" uuid NOT NULL,
	"required_role" text NOT NULL,
	"required_approvals" smallint NOT NULL,
	"decisions" jsonb NOT NULL,
	"decided_in" text NOT NULL,
	"review_request_id" uuid,
	"status" text NOT NULL,
	"on_timeout" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"override_noted" boolean NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"trace_id" text NOT NULL,
	"correlation_id" text NOT NULL,
	CONSTRAINT "approval_requests_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "approval_requests_subject_type" CHECK ("governance"."approval_requests"."subject_type" in ('ARTIFACT', 'DECISION', 'DEPLOYMENT_PROMOTION', 'POLICY_EXCEPTION')),
	CONSTRAINT "approval_requests_priority" CHECK ("governance"."approval_requests"."priority" in ('LOW', 'NORMAL', 'HIGH', 'CRITICAL')),
	CONSTRAINT "approval_requests_required_role" CHECK ("governance"."approval_requests"."required_role" in ('SOLUTION_ARCHITECT', 'PRODUCT_OWNER', 'REVIEWER', 'APPROVER')),
	CONSTRAINT "approval_requests_decided_in" CHECK ("governance"."approval_requests"."decided_in" in ('STUDIO_REVIEW', 'CONTROL_PLANE')),
	CONSTRAINT "approval_requests_status" CHECK ("governance"."approval_requests"."status" in ('PENDING', 'GRANTED', 'REJECTED', 'ESCALATED', 'EXPIRED', 'CANCELLED')),
	CONSTRAINT "approval_requests_on_timeout" CHECK ("governance"."approval_requests"."on_timeout" in ('ESCALATE', 'REJECT')),
	CONSTRAINT "approval_requests_quorum" CHECK (required_approvals between 1 and 10),
	CONSTRAINT "approval_requests_one_door" CHECK (case decided_in
        when 'STUDIO_REVIEW' then expires_at is null and required_approvals = 1
        else expires_at is not null and review_request_id is null end),
	CONSTRAINT "approval_requests_settled_at" CHECK ((status in ('PENDING', 'ESCALATED')) = (settled_at is null))
);
--> statement-breakpoint
CREATE TABLE "identity"."users" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"subject" text,
	"email" text,
	"display_name" text NOT NULL,
	"status" text NOT NULL,
	"invitation_expires_at" timestamp (3) with time zone,
	"last_login_at" timestamp (3) with time zone,
	"roles" jsonb NOT NULL,
	CONSTRAINT "users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "users_kind" CHECK ("identity"."users"."kind" in ('PERSON', 'SERVICE')),
	CONSTRAINT "users_status" CHECK ("identity"."users"."status" in ('INVITED', 'ACTIVE', 'DISABLED')),
	CONSTRAINT "users_email_in_lower_case" CHECK (email = lower(email)),
	CONSTRAINT "users_reached_by_kind" CHECK ((kind = 'PERSON') = (email is not null)),
	CONSTRAINT "users_active_by_subject" CHECK (status <> 'ACTIVE' or subject is not null),
	CONSTRAINT "users_invited_until" CHECK ((status = 'INVITED') = (invitation_expires_at is not null))
);
--> statement-breakpoint
CREATE TABLE "projects"."projects" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"owner_user_id" uuid NOT NULL,
	"status" text NOT NULL,
	"archived_at" timestamp (3) with time zone,
	CONSTRAINT "projects_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "projects_status" CHECK ("projects"."projects"."status" in ('ACTIVE', 'SUSPENDED', 'ARCHIVED')),
	CONSTRAINT "projects_archived_since" CHECK ((status = 'ARCHIVED') = (archived_at is not null))
);
--> statement-breakpoint
CREATE TABLE "tenancy"."tenants" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"display_name" text NOT NULL,
	"region" text NOT NULL,
	"isolation_model" text NOT NULL,
	"status" text NOT NULL,
	"edition_id" text,
	"pending_steps" jsonb NOT NULL,
	"provisioned_at" timestamp (3) with time zone,
	"has_legal_hold" boolean NOT NULL,
	"contacts" jsonb NOT NULL,
	"settings" jsonb NOT NULL,
	CONSTRAINT "tenants_slug" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "tenants_own_themselves" CHECK (id = tenant_id),
	CONSTRAINT "tenants_slug_form" CHECK (id ~ '^[a-z][a-z0-9-]{1,30}$'),
	CONSTRAINT "tenants_isolation_model" CHECK ("tenancy"."tenants"."isolation_model" in ('SHARED', 'DEDICATED')),
	CONSTRAINT "tenants_status" CHECK ("tenancy"."tenants"."status" in ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'RETIRED')),
	CONSTRAINT "tenants_provisioned_before_active" CHECK ((status = 'PROVISIONING' or provisioned_at is not null)
        and (provisioned_at is not null) = (pending_steps = '[]'::jsonb))
);
--> statement-breakpoint
CREATE INDEX "approval_requests_tenant_id_created_at_id_index" ON "governance"."approval_requests" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "approval_requests_tenant_id_project_id_created_at_id_index" ON "governance"."approval_requests" USING btree ("tenant_id","project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "approval_requests_tenant_id_trace_id_index" ON "governance"."approval_requests" USING btree ("tenant_id","trace_id");--> statement-breakpoint
CREATE INDEX "approval_requests_due" ON "governance"."approval_requests" USING btree ("tenant_id","expires_at","id") WHERE settled_at is null and expires_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "users_subject" ON "identity"."users" USING btree ("tenant_id","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "identity"."users" USING btree ("tenant_id","email");--> statement-breakpoint
CREATE INDEX "users_tenant_id_created_at_id_index" ON "identity"."users" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "projects_slug" ON "projects"."projects" USING btree ("tenant_id","slug");--> statement-breakpoint
CREATE INDEX "projects_tenant_id_created_at_id_index" ON "projects"."projects" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "projects_tenant_id_name_id_index" ON "projects"."projects" USING btree ("tenant_id","name","id");--> statement-breakpoint
CREATE INDEX "projects_tenant_id_owner_user_id_created_at_id_index" ON "projects"."projects" USING btree ("tenant_id","owner_user_id","created_at","id");--> statement-breakpoint

-- What drizzle cannot say: row-level security and grants.
call kernel.protect('tenancy.tenants');
call kernel.protect('identity.users');
call kernel.protect('projects.projects');
call kernel.protect('governance.approval_requests');
