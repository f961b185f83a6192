CREATE TABLE "identity"."api_tokens" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"owner_user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"hash" text,
	"scopes" text[] NOT NULL,
	"status" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_tokens_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "api_tokens_status" CHECK ("identity"."api_tokens"."status" in ('ACTIVE', 'REVOKED', 'EXPIRED')),
	CONSTRAINT "api_tokens_hash_form" CHECK (hash ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "api_tokens_hash_while_active" CHECK ((status = 'ACTIVE') = (hash is not null)),
	CONSTRAINT "api_tokens_revoked_since" CHECK ((status = 'REVOKED') = (revoked_at is not null)),
	CONSTRAINT "api_tokens_with_scopes" CHECK (cardinality(scopes) > 0)
);
--> statement-breakpoint
ALTER TABLE "identity"."api_tokens" ADD CONSTRAINT "api_tokens_tenant_id_owner_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_user_id") REFERENCES "identity"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_tokens_tenant_id_created_at_id_index" ON "identity"."api_tokens" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "api_tokens_tenant_id_owner_user_id_created_at_id_index" ON "identity"."api_tokens" USING btree ("tenant_id","owner_user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "api_tokens_active" ON "identity"."api_tokens" USING btree ("tenant_id","expires_at","id") WHERE status = 'ACTIVE';--> statement-breakpoint

-- What drizzle cannot say: row-level security and grants.
call kernel.protect('identity.api_tokens');
