import type pg from 'pg';

// What the system catalogue must say of every database. Each rule is one query whose rows are violations, each
// naming its culprit; a table that is added tomorrow is judged by them without a line here.

/** Tables whose keys need not begin with a tenant, each with its reason. */
export const withoutTenantKey: Readonly<Record<string, string>> = {
  'migrations.applied': 'names of files, no data of anybody',
  'kernel.log_head': 'one row: how long the log is',
  'kernel.checkpoint': 'how far a consumer has come in the log of all tenants',
  'kernel.outbox': 'a queue in the order of arrival, which no login can read',
  'kernel.event_log': 'in the order of position; each partition is unique by tenant as well',
};

/** Tables that the app sees whole, each with its reason. */
export const seenWhole: Readonly<Record<string, string>> = {
  'migrations.applied': 'names of files, for readiness',
  'kernel.checkpoint': 'a consumer works for all tenants in turn',
};

/** The only functions that work with more rights than their caller, each with its reason. */
export const privilegedFunctions: Readonly<Record<string, string>> = {
  'kernel.sequence_outbox(integer)': 'moves events of all tenants; the sequencer alone may call it',
  'kernel.tenants()': 'names of tenants, for sweeps that then work in each one’s own context',
  'kernel.parked_tenants(text)': 'names of tenants with parked events, as above',
  'identity.tell_operators(uuid, text, text, bigint, text)':
    'adds events of accesses to the running tenant to the log of the platform, and reads nothing',
  'identity.tenants_of_person(uuid)':
    'slugs of the tenants of a person who is an active user of the running one',
  'tracing.keep_span_days(integer)': 'makes and drops partitions, which only the owner can',
};

const listed = (names: Readonly<Record<string, string>>) =>
  `(${Object.keys(names)
    .map((name) => `'${name}'`)
    .join(', ')})`;

const ours = `nspname !~ '^pg_' and nspname not in ('information_schema', 'graphile_worker')`;
const ofTenant = `'(tenant_id = ( SELECT kernel.current_tenant() AS current_tenant))'`;

/** Our tables: `shown` is the table itself, `name` its parent's when it is a partition. */
const tables = `(
  select c.*, n.nspname, format('%s.%s', n.nspname, c.relname) as shown,
    coalesce((select format('%s.%s', pn.nspname, p.relname) from pg_inherits i
      join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
      where i.inhrelid = c.oid), format('%s.%s', n.nspname, c.relname)) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ours}) t`;
const functions = `(
  select p.*, n.nspname, format('%s.%s(%s)', nspname, proname, oidvectortypes(proargtypes)) as shown
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${ours}) f`;
const column = (table: string, number: string) =>
  `(select attname from pg_attribute where attrelid = ${table} and attnum = ${number})`;
const isKeyed = `name not in ${listed(withoutTenantKey)}`;

export const rules: Readonly<Record<string, string>> = {
  'every table has a tenant_id that is never null': `
    select shown from ${tables} where ${isKeyed} and not exists (
      select from pg_attribute where attrelid = t.oid and attname = 'tenant_id' and attnotnull)`,

  'every table has a primary key': `
    select shown from ${tables} where not exists (
      select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p')`,

  'every key and every index begins with tenant_id': `
    select format('%s on %s', i.indexrelid::regclass, shown) from ${tables} join pg_index i on i.indrelid = t.oid
    where ${column('t.oid', 'i.indkey[0]')} is distinct from 'tenant_id'
    and (${isKeyed} or (i.indisunique and not i.indisprimary))`,

  'every foreign key begins with tenant_id on both sides, and stays in its schema': `
    select format('%s on %s', conname, shown) from ${tables}
    join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
    where ${column('k.conrelid', 'k.conkey[1]')} <> 'tenant_id'
    or ${column('k.confrelid', 'k.confkey[1]')} <> 'tenant_id'
    or t.relnamespace <> (select relnamespace from pg_class where oid = k.confrelid)`,

  'row-level security is enabled and forced': `
    select shown from ${tables} where name <> 'migrations.applied'
    and not (relrowsecurity and relforcerowsecurity)`,

  'whatever the app may do to a table, a policy confines to its tenant': `
    select format('%s %s', does, shown) from ${tables},
      (values ('SELECT', 'r', true, false), ('INSERT', 'a', false, true),
        ('UPDATE', 'w', true, true), ('DELETE', 'd', true, false)) v (does, letter, reads, writes)
    where name not in ${listed(seenWhole)}
    and case when has_table_privilege('factory_app', t.oid, does) then true when does = 'DELETE' then false
      else has_any_column_privilege('factory_app', t.oid, does) end
    and not exists (select from pg_policy p where p.polrelid = t.oid and p.polpermissive
      and p.polroles = array['factory_app'::regrole::oid] and p.polcmd in (letter::"char", '*')
      and (not reads or pg_get_expr(p.polqual, t.oid) = ${ofTenant})
      and (not writes or pg_get_expr(p.polwithcheck, t.oid) = ${ofTenant}))`,

  'no policy shows the app, or lets it write, more than its tenant': `
    select format('%s on %s', polname, shown) from ${tables} join pg_policy p on p.polrelid = t.oid
    where name not in ${listed(seenWhole)} and polroles && array[0, 'factory_app'::regrole::oid]
    and (coalesce(pg_get_expr(polqual, t.oid), ${ofTenant}) <> ${ofTenant}
      or coalesce(pg_get_expr(polwithcheck, t.oid), ${ofTenant}) <> ${ofTenant})`,

  'nobody but the owner may truncate, refer to or trigger, and nothing is granted to all': `
    select format('%s on %s to %s', privilege_type, shown, grantee::regrole)
    from ${tables}, aclexplode(t.relacl) a
    where grantee <> relowner
    and (grantee = 0 or privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'))`,

  'a partition is reached through its parent alone': `
    select format('%s on %s', privilege_type, shown) from ${tables}, aclexplode(t.relacl) a
    where relispartition and grantee <> relowner`,

  'what is append-only is so in every partition': `
    select shown from ${tables} join pg_inherits i on i.inhrelid = t.oid
    where exists (select from pg_trigger where tgrelid = inhparent and tgname = 'append_only')
    and not exists (select from pg_trigger where tgrelid = t.oid and tgname = 'append_only' and tgenabled <> 'D')`,

  'what the app may not change, a trigger protects from its owner too': `
    select shown from ${tables} where relkind = 'r' and not relispartition and nspname <> 'kernel'
    and name not in ${listed(seenWhole)} and not has_table_privilege('factory_app', t.oid, 'UPDATE')
    and not exists (select from pg_trigger where tgrelid = t.oid and tgname = 'append_only' and tgenabled <> 'D')`,

  'everything belongs to factory_owner': `
    select format('%s.%s', nspname, relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and relkind in ('r', 'p', 'v', 'm', 'S') and relowner <> 'factory_owner'::regrole
    union all select nspname::text from pg_namespace
    where ${ours} and nspname <> 'public' and nspowner <> 'factory_owner'::regrole
    union all select shown from ${functions} where proowner <> 'factory_owner'::regrole`,

  'nothing lies in the schema public': `
    select relname::text from pg_class where relnamespace = 'public'::regnamespace
    union all select shown from ${functions} where nspname = 'public'`,

  'views ask with the rights of whoever reads them, and none is materialised': `
    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours}
    and (relkind = 'm' or (relkind = 'v' and not coalesce(reloptions && array['security_invoker=true'], false)))`,

  'only listed functions work with the rights of their owner': `
    select shown from ${functions} where prosecdef and shown not in ${listed(privilegedFunctions)}`,

  'functions with the rights of their owner pin where they look, temporary things last': `
    select shown from ${functions} where prosecdef and not exists (
      select from unnest(proconfig) s where s ~ '^search_path=.*, pg_temp$' and s !~ 'public')`,

  'no function with the rights of its owner is for all to call': `
    select shown from ${functions}, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
    where prosecdef and grantee = 0`,

  'sequences hand out numbers in the order they are asked for': `
    select format('%s.%s', schemaname, sequencename) from pg_sequences
    where schemaname <> 'graphile_worker' and cache_size <> 1`,

  'no login of ours is above row-level security or makes roles and databases': `
    select r.rolname::text from pg_roles r where not r.rolname = 'postgres'
    and (r.rolname ~ '^factory_' or exists (select from pg_auth_members m join pg_roles g on g.oid = m.roleid
      where m.member = r.oid and g.rolname ~ '^factory_'))
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,

  'a group of rights is no login, and a login belongs to one group alone': `
    select rolname::text from pg_roles where rolname ~ '^factory_' and rolcanlogin
    union all select m.rolname::text from pg_auth_members a join pg_roles m on m.oid = a.member
    join pg_roles g on g.oid = a.roleid where g.rolname ~ '^factory_'
    group by m.rolname having count(*) > 1 or bool_or(a.admin_option)
    union all select m.rolname::text from pg_auth_members a join pg_roles m on m.oid = a.member
    where m.rolname ~ '^factory_'`,

  'no login but the owner’s makes anything in a schema': `
    select format('%s in %s', rolname, nspname) from pg_roles r, pg_namespace n
    where rolname in ('factory_app', 'factory_sequencer', 'factory_reader', 'factory_jobs') and ${ours}
    and has_schema_privilege(r.oid, n.oid, 'CREATE')`,
};

/** What is wrong, a line each: the rule and the culprit. Give it a superuser's connection. */
export async function violationsOf(client: pg.ClientBase): Promise<string[]> {
  const found: string[] = [];
  for (const [rule, text] of Object.entries(rules)) {
    const { rows } = await client.query<string[]>({ text, rowMode: 'array' });
    found.push(...rows.map(([culprit]) => `${rule}: ${culprit}`));
  }
  return found;
}

/** The tables that the rules were asked of. */
export async function judgedTables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query(`select shown from ${tables} order by 1`);
  return rows.map(({ shown }) => shown);
}
