import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { acme, commitChange, fact, globex, moveAll, type TestLog, wholeLog } from './harness.ts';
import { openTestLog } from './stores.ts';

// Who may do what to the log, tried from every login. What is refused must be refused by the database: no line
// of ours stands between these statements and it.

let log: TestLog;
const everyone = ['app', 'sequencer', 'reader', 'owner', 'superuser'] as const;
type Who = (typeof everyone)[number];

beforeAll(async () => {
  log = await openTestLog();
  for (const tenantId of [acme, globex]) await commitChange(log, tenantId);
  await moveAll(log);
  for (const tenantId of [acme, globex]) await commitChange(log, tenantId);
});
afterAll(() => log.close());

/** SQLSTATE of a missing grant, of a row that no policy allows, and of our own triggers. */
const refused = '42501';

/** Runs a statement with a login, in the context of a tenant, and undoes it. */
async function as(who: Who, statement: string, tenantId = ''): Promise<pg.QueryResult> {
  const url = who === 'superuser' ? log.superuserUrl : log.urls[who];
  return withClient(url, async (client) => {
    await client.query('begin');
    if (who === 'owner') await client.query('set local role factory_owner');
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    try {
      return await client.query(statement);
    } finally {
      await client.query('rollback');
    }
  });
}

async function refusal(who: Who, statement: string, tenantId?: string): Promise<string> {
  return as(who, statement, tenantId).then(
    ({ command, rowCount }) => `${command} ${rowCount}`,
    (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : String(error)),
  );
}

function insertion(tenantId: string): string {
  const { eventId, eventType, aggregateType, aggregateId } = fact(tenantId);
  return `insert into kernel.outbox
    (tenant_id, event_id, event_type, aggregate_type, aggregate_id, aggregate_version, envelope)
    values ('${tenantId}', '${eventId}', '${eventType}', '${aggregateType}', '${aggregateId}', 1, '{}')`;
}

const changes = [
  "update %s set envelope = '{}'",
  'delete from %s',
  'truncate %s',
  "insert into %s values (9, 'acme', 9, gen_random_uuid(), 't', 't', 'a', 1, now(), '{}', '')",
];

describe('the log', () => {
  const logs = ['kernel.event_log', 'kernel.event_log_0'];
  const kept = everyone.flatMap((who) =>
    logs.flatMap((table) =>
      changes.slice(0, 3).map((change) => [who, change.replace('%s', table)] as const),
    ),
  );
  const closed = (['app', 'sequencer', 'reader'] as const).flatMap((who) =>
    logs.map((table) => [who, changes[3]?.replace('%s', table) ?? ''] as const),
  );

  it.each([...kept, ...closed])('refuses %s to %s', async (who, statement) => {
    expect(await refusal(who, statement, acme)).toBe(refused);
  });

  it('refuses an update that goes through a conflicting insert', async () => {
    const [stored] = await wholeLog(log);
    const statement = `insert into kernel.event_log
      select * from kernel.event_log where event_id = '${stored?.eventId}'
      on conflict (position) do update set envelope = '{}'`;

    for (const who of everyone) expect(await refusal(who, statement, acme)).toBe(refused);
  });

  it.each(['sequencer', 'app', 'reader'] as const)(
    'refuses %s to make room for events in it, or to take it away',
    async (who) => {
      const statements = [
        'call kernel.add_partition(10000000, 20000000)',
        'drop table kernel.event_log_5000000',
        'alter table kernel.event_log detach partition kernel.event_log_5000000',
        'alter table kernel.event_log disable trigger all',
        'update kernel.log_head set position = 0',
        "update kernel.tenant_head set sequence = 0, hash = ''",
      ];
      for (const statement of statements) {
        expect(await refusal(who, statement)).toBe(refused);
      }
    },
  );

  it('shows a tenant its own events, and nothing without a tenant', async () => {
    const read = 'select tenant_id from kernel.event_log';

    expect((await as('app', read, acme)).rows).toEqual([{ tenant_id: acme }]);
    expect((await as('app', read, globex)).rows).toEqual([{ tenant_id: globex }]);
    expect((await as('app', read)).rows).toEqual([]);
    expect((await as('reader', read)).rows).toHaveLength(2);
  });

  it('shows nobody a partition on its own', async () => {
    for (const who of ['app', 'sequencer', 'reader'] as const) {
      expect(await refusal(who, 'select * from kernel.event_log_0', acme)).toBe(refused);
    }
    // The owner could have granted himself anything; row-level security is forced on him all the same.
    expect((await as('owner', 'select * from kernel.event_log_0', acme)).rows).toEqual([]);
  });

  it('shows a tenant the head of its own chain only', async () => {
    const read = 'select tenant_id from kernel.tenant_head';

    expect((await as('app', read, acme)).rows).toEqual([{ tenant_id: acme }]);
    expect((await as('app', read)).rows).toEqual([]);
    expect(await refusal('reader', read)).toBe(refused);
  });
});

describe('the outbox', () => {
  it('takes the events of the tenant at work, and of no other', async () => {
    expect(await refusal('app', insertion(acme), acme)).toBe('INSERT 1');
    expect(await refusal('app', insertion(globex), acme)).toBe(refused);
    expect(await refusal('app', insertion(acme))).toBe(refused);
  });

  it('cannot be read back, not even by who wrote it', async () => {
    for (const who of ['app', 'sequencer', 'reader'] as const) {
      expect(await refusal(who, 'select envelope from kernel.outbox', acme)).toBe(refused);
    }
    expect(await refusal('app', `${insertion(acme)} returning envelope`, acme)).toBe(refused);
  });

  it('does not let the app change, remove or reorder what is in it', async () => {
    const chosenPlace = insertion(acme)
      .replace('(tenant_id', '(outbox_id, tenant_id')
      .replace('values (', 'overriding system value values (1, ');
    const statements = [
      "update kernel.outbox set envelope = '{}'",
      'delete from kernel.outbox',
      'truncate kernel.outbox',
      chosenPlace,
      "select nextval('kernel.outbox_outbox_id_seq')",
      "select setval('kernel.outbox_outbox_id_seq', 1)",
    ];
    for (const statement of statements) {
      expect(await refusal('app', statement, acme)).toBe(refused);
    }
  });

  it('refuses an envelope that no page could carry', async () => {
    const large = insertion(acme).replace("'{}'", "repeat('x', 262145)");

    expect(await refusal('app', large, acme)).toBe('23514');
  });
});

describe('the mover', () => {
  const move = 'select * from kernel.sequence_outbox(10)';

  it('may be called by the sequencer, and by nobody else', async () => {
    expect(await refusal('sequencer', move)).toBe('SELECT 2');
    expect(await refusal('app', move, acme)).toBe(refused);
    expect(await refusal('reader', move)).toBe(refused);
  });

  it('is all that the sequencer may do', async () => {
    const { rows } = await as(
      'superuser',
      `select table_schema || '.' || table_name as thing from information_schema.table_privileges
        where grantee = 'factory_sequencer'
      union all select table_name || '.' || column_name from information_schema.column_privileges
        where grantee = 'factory_sequencer'
      union all select routine_name from information_schema.routine_privileges
        where grantee = 'factory_sequencer'`,
    );
    expect(rows).toEqual([{ thing: 'sequence_outbox' }]);
  });

  it('is not led astray by what the caller puts before its tables', async () => {
    const astray = `create temporary table outbox (like kernel.outbox); set search_path = pg_temp; ${move}`;

    expect(await refusal('superuser', `${astray}`)).not.toBe(refused);
    const results: unknown = await as('superuser', astray);
    // The last of the three answers is the mover's: it has read the true outbox.
    expect(Array.isArray(results) ? results.at(-1).rowCount : 0).toBe(2);
  });
});

describe('what consumers and mutations remember', () => {
  it('belongs to its tenant', async () => {
    const rows = [
      "kernel.parked values ('acme', 'c', 't', 'a', 1, 1, '{}', 1, '', now())",
      "kernel.idempotency values ('acme', gen_random_uuid(), 'm', 'k', '', null, now(), now())",
    ];
    for (const row of rows) {
      expect(await refusal('app', `insert into ${row}`, acme)).toBe('INSERT 1');
      expect(await refusal('app', `insert into ${row}`, globex)).toBe(refused);
    }
    for (const who of ['sequencer', 'reader'] as const) {
      for (const table of ['parked', 'idempotency', 'checkpoint']) {
        expect(await refusal(who, `select * from kernel.${table}`)).toBe(refused);
      }
    }
  });

  it('lists tenants to sweeps, and to nobody else', async () => {
    const list = 'select kernel.tenants() as id';

    expect((await as('app', list)).rows).toEqual([{ id: acme }, { id: globex }]);
    for (const who of ['sequencer', 'reader'] as const) {
      expect(await refusal(who, list)).toBe(refused);
    }
  });
});

describe('a table given to kernel.protect', () => {
  it('is read and written by its tenant alone', async () => {
    const read = 'select tenant_id from account';

    expect((await as('app', read, acme)).rows).toEqual([{ tenant_id: acme }]);
    expect((await as('app', read)).rows).toEqual([]);
    expect((await as('owner', read)).rows).toEqual([]);
    expect(await refusal('app', "insert into account values ('globex', 'b', 1)", acme)).toBe(
      refused,
    );
    expect(await refusal('app', "update account set tenant_id = 'globex'", acme)).toBe(refused);
    expect(await refusal('app', 'delete from account', acme)).toBe('DELETE 1');
  });
});

describe('a table given to kernel.protect_append_only', () => {
  beforeAll(() =>
    withClient(log.urls.owner, async (client) => {
      await client.query(`set role factory_owner;
        create table record (tenant_id text, day int, note text) partition by range (day);
        call kernel.protect_append_only('record');
        create table record_1 partition of record for values from (0) to (10);
        call kernel.protect_partition('record_1')`);
    }),
  );

  it('takes and shows the rows of the tenant', async () => {
    expect(await refusal('app', "insert into record values ('acme', 1, '')", acme)).toBe(
      'INSERT 1',
    );
    expect(await refusal('app', "insert into record values ('acme', 1, '')", globex)).toBe(refused);
  });

  it.each(['test.record', 'test.record_1'])('refuses everybody to change %s', async (table) => {
    for (const who of everyone) {
      for (const change of ["update %s set note = ''", 'delete from %s', 'truncate %s']) {
        expect(await refusal(who, change.replace('%s', table), acme)).toBe(refused);
      }
    }
  });

  it('shows nobody a partition on its own', async () => {
    expect(await refusal('app', 'select * from record_1', acme)).toBe(refused);
  });
});

describe('every table of the kernel', () => {
  it('has row-level security on, and forced', async () => {
    const { rows } = await as(
      'superuser',
      `select relname from pg_class where relnamespace = 'kernel'::regnamespace and relkind in ('r', 'p')
        and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
  });

  it('has policies that say what may be written wherever they say what may be seen', async () => {
    const { rows } = await as(
      'superuser',
      `select tablename, policyname from pg_policies where schemaname = 'kernel'
        and cmd in ('ALL', 'UPDATE') and with_check is null and not 'factory_owner' = any (roles)`,
    );
    expect(rows).toEqual([]);
  });
});
