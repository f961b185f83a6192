CREATE TABLE "identity"."tenant_accesses" (
	"tenant_id" text NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"operator_user_id" uuid NOT NULL,
	"level" text NOT NULL,
	"reason" text NOT NULL,
	"ticket" text NOT NULL,
	"duration_minutes" integer NOT NULL,
	"status" text NOT NULL,
	"decided_by_user_id" uuid,
	"revoked_by_user_id" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"use_count" integer NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "tenant_accesses_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "tenant_accesses_level" CHECK ("identity"."tenant_accesses"."level" in ('READ', 'WRITE')),
	CONSTRAINT "tenant_accesses_status" CHECK ("identity"."tenant_accesses"."status" in ('REQUESTED', 'ACTIVE', 'REJECTED', 'REVOKED', 'EXPIRED')),
	CONSTRAINT "tenant_accesses_an_hour_at_most" CHECK (duration_minutes between 1 and 60),
	CONSTRAINT "tenant_accesses_with_reason" CHECK (length(reason) >= 20),
	CONSTRAINT "tenant_accesses_by_two" CHECK (decided_by_user_id <> operator_user_id),
	CONSTRAINT "tenant_accesses_decided" CHECK (status not in ('ACTIVE', 'REJECTED') or decided_by_user_id is not null),
	CONSTRAINT "tenant_accesses_revoked_by" CHECK ((status = 'REVOKED') = (revoked_by_user_id is not null)),
	CONSTRAINT "tenant_accesses_used_since" CHECK ((use_count > 0) = (last_used_at is not null))
);
--> statement-breakpoint
CREATE INDEX "tenant_accesses_tenant_id_created_at_id_index" ON "identity"."tenant_accesses" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "tenant_accesses_open" ON "identity"."tenant_accesses" USING btree ("tenant_id","expires_at","id") WHERE status in ('REQUESTED', 'ACTIVE');--> statement-breakpoint

-- What drizzle cannot say: row-level security and grants.
call kernel.protect('identity.tenant_accesses');
--> statement-breakpoint

/**
 * Tells the platform's log what the running transaction tells its tenant's: both commit together or neither does.
 * Row-level security keeps a transaction to one tenant, so this is done with the rights of the owner. It writes
 * nothing but events of an access to the very tenant of the transaction, and reads nothing.
 */
create function identity.tell_operators(
  event_id uuid, event_type text, aggregate_id text, aggregate_version bigint, envelope text)
returns void
volatile security definer set search_path = kernel, pg_temp language plpgsql as $$
declare
  told constant jsonb := envelope::jsonb;
begin
  if (told ->> 'tenantId' = 'platform' and told ->> 'aggregateType' = 'TenantAccess'
    and told -> 'payload' ->> 'tenantId' = kernel.current_tenant()) is not true then
    raise exception 'Operators are told of an access to the tenant of the transaction alone.'
      using errcode = 'insufficient_privilege';
  end if;
  insert into kernel.outbox
    (tenant_id, event_id, event_type, aggregate_type, aggregate_id, aggregate_version, envelope)
  values ('platform', event_id, event_type, 'TenantAccess', aggregate_id, aggregate_version, envelope);
end $$;

revoke all on function identity.tell_operators(uuid, text, text, bigint, text) from public;
grant execute on function identity.tell_operators(uuid, text, text, bigint, text) to factory_app;
--> statement-breakpoint

-- For the function below alone: row-level security is forced, so that even the owner sees only what a policy gives him.
create policy found_by_subject on identity.users for select to factory_owner using (true);
--> statement-breakpoint

/**
 * The tenants in which the same person is an active user, for a user of the running tenant: by the subject, which one
 * issuer gives. It tells slugs and nothing else, and of nobody who is not in the tenant of the transaction.
 */
create function identity.tenants_of_person(user_id uuid) returns setof text
stable security definer set search_path = identity, kernel, pg_temp language sql as $$
  select there.tenant_id from kernel.tenants() as house (id)
  join identity.users there on there.tenant_id = house.id and there.subject = (
    select here.subject from identity.users here
    where here.tenant_id = kernel.current_tenant() and here.id = user_id
      and here.kind = 'PERSON' and here.status = 'ACTIVE')
  where there.tenant_id <> 'platform' and there.kind = 'PERSON' and there.status = 'ACTIVE'
  order by there.tenant_id limit 100
$$;

revoke all on function identity.tenants_of_person(uuid) from public;
grant execute on function identity.tenants_of_person(uuid) to factory_app;
