-- What every database has: the tenant's context, the event log, and what consumers and mutations remember.
--
-- Roles (made before the first migration; logins are members of exactly one):
--   factory_owner      owns everything; nobody works as it
--   factory_app        works for one tenant at a time; sees nothing without a tenant's context
--   factory_sequencer  may call sequence_outbox, and nothing else
--   factory_reader     reads the log of every tenant, for feeds and tails
-- None bypasses row-level security, and it is forced, so the owner too sees only what a policy gives it.

create schema kernel;
grant usage on schema kernel to factory_app, factory_sequencer, factory_reader;

/* ------------------------------------------------------------------------------------------------
   The tenant's context, and the two protections that later migrations give their tables
   --------------------------------------------------------------------------------------------- */

-- The slug set for the running transaction, or null. Policies ask it inside a subquery, so that it is
-- answered once a statement and not once a row.
create function kernel.current_tenant() returns text
stable parallel safe language sql
return nullif(current_setting('app.tenant_id', true), '');

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only.', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Row-level security on, for the owner too. Without a policy nobody sees a row.
create procedure kernel.isolate(target regclass) language plpgsql as $$
begin
  execute format('alter table %s owner to factory_owner', target);
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('grant usage on schema %s to factory_app',
    (select relnamespace::regnamespace from pg_class where oid = target));
end $$;

-- Triggers stop the owner as well. They are of the statement, so that they speak even where no row is seen.
create procedure kernel.refuse_changes(target regclass) language plpgsql as $$
begin
  execute format('create trigger append_only before update or delete or truncate on %s
    for each statement execute function kernel.refuse_change()', target);
end $$;

/**
 * For a table with a `tenant_id`: the app reads and changes the rows of its tenant and no others.
 * Every table of a bounded context is given to this procedure or to the next.
 */
create procedure kernel.protect(target regclass) language plpgsql as $$
begin
  call kernel.isolate(target);
  execute format('create policy of_its_tenant on %s to factory_app
    using (tenant_id = (select kernel.current_tenant()))
    with check (tenant_id = (select kernel.current_tenant()))', target);
  execute format('grant select, insert, update, delete on %s to factory_app', target);
end $$;

/** For a record that is never taken back: the app adds rows for its tenant and reads them, nothing more. */
create procedure kernel.protect_append_only(target regclass) language plpgsql as $$
begin
  call kernel.isolate(target);
  call kernel.refuse_changes(target);
  execute format('create policy read_by_its_tenant on %s for select to factory_app
    using (tenant_id = (select kernel.current_tenant()))', target);
  execute format('create policy added_by_its_tenant on %s for insert to factory_app
    with check (tenant_id = (select kernel.current_tenant()))', target);
  execute format('grant select, insert on %s to factory_app', target);
end $$;

/**
 * For each partition of a protected table: it inherits neither row-level security nor statement triggers.
 * It gets no policy and no grant, so it can be reached through its parent only.
 */
create procedure kernel.protect_partition(target regclass) language plpgsql as $$
begin
  call kernel.isolate(target);
  if exists (
    select from pg_inherits join pg_trigger on tgrelid = inhparent
    where inhrelid = target and tgname = 'append_only'
  ) then
    call kernel.refuse_changes(target);
  end if;
end $$;

/* ------------------------------------------------------------------------------------------------
   The event log: commands write the outbox, one mover takes it into the log, everybody reads the log
   --------------------------------------------------------------------------------------------- */

-- Written in the transaction of the change, AFTER the change has locked its aggregate: outbox_id then rises
-- with aggregate_version. That also needs an identity without a cache (the default), which a test asserts.
create table kernel.outbox (
  outbox_id         bigint generated always as identity primary key,
  tenant_id         text   not null,
  event_id          uuid   not null,
  event_type        text   not null,
  aggregate_type    text   not null,
  aggregate_id      text   not null,
  aggregate_version bigint not null,
  -- The canonical text: the bytes stored are the bytes hashed, published and fed. Never jsonb.
  envelope          text   not null check (octet_length(envelope) <= 262144)
) with (
  -- A queue is emptied all the time: vacuum by count, never by share; its statistics are always wrong anyway.
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 1000000000
);

-- `position` orders the log of the database without gaps, `tenant_sequence` the events of one tenant.
-- The columns between are copies out of the envelope, for indexes and filters; the envelope is the record.
create table kernel.event_log (
  position          bigint         not null primary key,
  tenant_id         text           not null,
  tenant_sequence   bigint         not null,
  event_id          uuid           not null,
  event_type        text           not null,
  aggregate_type    text           not null,
  aggregate_id      text           not null,
  aggregate_version bigint         not null,
  recorded_at       timestamptz(3) not null,
  envelope          text           not null,
  hash              bytea          not null
) partition by range (position);

-- One row. Its lock makes positions gapless and a second mover harmless.
create table kernel.log_head (
  singleton         boolean primary key default true check (singleton),
  position          bigint  not null,
  partitioned_until bigint  not null
);

-- Where each tenant's own sequence and chain stand. Rows stay when the tenant's events are archived.
create table kernel.tenant_head (
  tenant_id text   primary key,
  sequence  bigint not null,
  hash      bytea  not null
);

/**
 * Makes the partition that holds the positions from `first` up to, not including, `beyond`.
 * The only way to make one: unique indexes without `position`, triggers and row-level security are not inherited.
 * Made apart and then attached, so that readers and writers of the log go on meanwhile.
 */
create procedure kernel.add_partition(first bigint, beyond bigint) language plpgsql as $$
declare
  part text := format('kernel.event_log_%s', first);
begin
  execute format('create table %s (like kernel.event_log)', part);
  execute format('create unique index on %s (tenant_id, tenant_sequence)', part);
  execute format('create unique index on %s (tenant_id, event_id)', part);
  execute format('alter table kernel.event_log attach partition %s for values from (%s) to (%s)',
    part, first, beyond);
  call kernel.protect_partition(part::regclass);
  update kernel.log_head set partitioned_until = beyond;
end $$;

-- One link of a tenant's chain: sha256 over the predecessor's hash and the content.
-- As an aggregate it runs along a window, so that a batch is chained in the statement that moves it.
create function kernel.link(state bytea, previous bytea, content bytea) returns bytea
immutable parallel safe language sql
return sha256(coalesce(state, previous) || content);

create aggregate kernel.chain(previous bytea, content bytea) (sfunc = kernel.link, stype = bytea);

/**
 * Moves up to `batch` committed events from the outbox into the log and returns them in order.
 *
 * The first statement serialises movers. It is a statement of its own, so that the next one has a snapshot
 * which already sees the work of the mover it waited for; this needs READ COMMITTED. The chain begins with
 * sha256 of the tenant's slug and goes on over (sequence as 8 bytes, envelope): not over the position, so that
 * it survives the tenant's move to a database of its own.
 */
create function kernel.sequence_outbox(batch int)
returns table ("position" bigint, tenant_id text, tenant_sequence bigint, envelope text)
volatile security definer
set search_path = kernel, pg_temp
-- The statistics of a queue are always wrong; these keep the plan on its indexes whatever they say.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
language plpgsql as $$
#variable_conflict use_column
declare
  partition_size constant bigint := 5000000;
  head bigint;
  until bigint;
  at timestamptz;
begin
  select position, partitioned_until into head, until from log_head for update;
  -- One whole partition is always ahead, so the log never runs out of room.
  if until - head < partition_size then
    call add_partition(until, until + partition_size);
  end if;
  at := clock_timestamp();
  return query
  with taken as (
    delete from outbox where outbox_id = any (
      array(select o.outbox_id from outbox o order by o.outbox_id limit least(batch, 10000)))
    returning *
  ), numbered as (
    select t.*,
      head + row_number() over (order by t.outbox_id) as position,
      coalesce(h.sequence, 0)
        + row_number() over (partition by t.tenant_id order by t.outbox_id) as tenant_sequence,
      coalesce(h.hash, sha256(convert_to(t.tenant_id, 'UTF8'))) as previous
    from taken t left join tenant_head h on h.tenant_id = t.tenant_id
  ), chained as (
    select n.*, chain(n.previous, int8send(n.tenant_sequence) || convert_to(n.envelope, 'UTF8'))
      over (partition by n.tenant_id order by n.tenant_sequence) as hash
    from numbered n
  ), appended as (
    insert into event_log (position, tenant_id, tenant_sequence, event_id, event_type, aggregate_type,
      aggregate_id, aggregate_version, recorded_at, envelope, hash)
    select c.position, c.tenant_id, c.tenant_sequence, c.event_id, c.event_type, c.aggregate_type,
      c.aggregate_id, c.aggregate_version, at, c.envelope, c.hash
    from chained c
  ), tenants as (
    insert into tenant_head as h (tenant_id, sequence, hash)
    select distinct on (c.tenant_id) c.tenant_id, c.tenant_sequence, c.hash
    from chained c order by c.tenant_id, c.tenant_sequence desc
    on conflict on constraint tenant_head_pkey
    do update set sequence = excluded.sequence, hash = excluded.hash
  ), moved as (
    update log_head set position = head + (select count(*) from taken) where exists (select from taken)
  )
  select c.position, c.tenant_id, c.tenant_sequence, c.envelope from chained c order by c.position;
end $$;

insert into kernel.log_head (position, partitioned_until) values (0, 0);
call kernel.refuse_changes('kernel.event_log');
call kernel.add_partition(0, 5000000);
call kernel.add_partition(5000000, 10000000);

call kernel.isolate('kernel.outbox');
call kernel.isolate('kernel.event_log');
call kernel.isolate('kernel.log_head');
call kernel.isolate('kernel.tenant_head');

create policy written_by_its_tenant on kernel.outbox for insert to factory_app
  with check (tenant_id = (select kernel.current_tenant()));
create policy read_by_its_tenant on kernel.event_log for select to factory_app
  using (tenant_id = (select kernel.current_tenant()));
create policy read_by_its_tenant on kernel.tenant_head for select to factory_app
  using (tenant_id = (select kernel.current_tenant()));
create policy read_by_feeds on kernel.event_log for select to factory_reader using (true);
create policy read_by_feeds on kernel.log_head for select to factory_reader using (true);
-- The mover works as the owner.
create policy moved on kernel.outbox to factory_owner using (true) with check (true);
create policy moved on kernel.event_log to factory_owner using (true) with check (true);
create policy moved on kernel.log_head to factory_owner using (true) with check (true);
create policy moved on kernel.tenant_head to factory_owner using (true) with check (true);

-- No select: what is in the outbox cannot be read back. Not outbox_id: the order is not the app's to choose.
grant insert (tenant_id, event_id, event_type, aggregate_type, aggregate_id, aggregate_version, envelope)
  on kernel.outbox to factory_app;
grant select on kernel.event_log to factory_app, factory_reader;
grant select on kernel.tenant_head to factory_app;
grant select on kernel.log_head to factory_reader;

-- The tenants that ever did something here; sweeps go through them one by one, each in its own context.
create function kernel.tenants() returns setof text
stable security definer set search_path = kernel, pg_temp language sql
as 'select tenant_id from tenant_head order by tenant_id';

/* ------------------------------------------------------------------------------------------------
   What consumers and mutations remember
   --------------------------------------------------------------------------------------------- */

-- How far a consumer has come in the log it reads. No tenant's data: one consumer serves them all.
-- The event's id tells a log that was restored to an earlier state and then went another way.
create table kernel.checkpoint (
  consumer text   primary key,
  position bigint not null check (position >= 0),
  event_id uuid   check ((event_id is null) = (position = 0))
);
call kernel.isolate('kernel.checkpoint');
create policy of_every_consumer on kernel.checkpoint to factory_app using (true) with check (true);
grant select, insert, update on kernel.checkpoint to factory_app;

-- Events whose effect failed, and the later events of the same aggregate, which must wait behind them.
create table kernel.parked (
  tenant_id      text           not null,
  consumer       text           not null,
  aggregate_type text           not null,
  aggregate_id   text           not null,
  position       bigint         not null,
  tenant_sequence bigint         not null,
  envelope        text           not null,
  tries           integer        not null,
  error          text           not null,
  retry_at       timestamptz(3) not null,
  primary key (tenant_id, consumer, aggregate_type, aggregate_id, position)
);
call kernel.protect('kernel.parked');

-- The owner counts what is parked, and resets a consumer to rebuild its projection.
create policy rebuilt on kernel.parked to factory_owner using (true);
create policy rebuilt on kernel.checkpoint to factory_owner using (true) with check (true);

-- The tenants that have parked events of a consumer; their rows are seen in each tenant's own context.
create function kernel.parked_tenants(of_consumer text) returns setof text
stable security definer set search_path = kernel, pg_temp language sql
as 'select distinct tenant_id from parked where consumer = of_consumer order by tenant_id';

-- What a mutation answered, so that its repetition answers the same and does nothing.
create table kernel.idempotency (
  tenant_id  text           not null,
  actor_id   uuid           not null,
  mutation   text           not null,
  key        text           not null,
  input_hash bytea          not null,
  -- Null only inside the transaction that is still at work.
  answer     text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  primary key (tenant_id, actor_id, mutation, key)
);
create index idempotency_expires on kernel.idempotency (tenant_id, expires_at);
call kernel.protect('kernel.idempotency');

/* ------------------------------------------------------------------------------------------------
   Who may call what
   --------------------------------------------------------------------------------------------- */

revoke all on all routines in schema kernel from public;
grant execute on function kernel.current_tenant() to factory_app, factory_reader;
grant execute on function kernel.tenants(), kernel.parked_tenants(text) to factory_app;
grant execute on function kernel.sequence_outbox(int) to factory_sequencer;
