import { and, asc, desc, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../db/client.ts';
import type { Context } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import {
  behind,
  type Connection,
  columnNames,
  connection,
  type Order,
  type PageArguments,
  pageSize,
} from './page.ts';
import { type Finder, inTenant, isUuid } from './repository.ts';

interface ListOfParent<Table extends PgTable> {
  /** Names the list in its cursors. */
  readonly list: string;
  readonly table: Table & Record<'tenantId', PgColumn>;
  /** What names the parent in each row. */
  readonly parent: PgColumn;
  readonly where?: SQL;
  /** Together the columns tell one row of a parent from another. */
  readonly order: readonly Order[];
}

/** A page of one parent's rows; those of all parents of a request are read in one statement. */
export type PagesByParent<Row> = (
  context: Context,
  parentId: string,
  page: PageArguments,
) => Promise<Connection<Row>>;

/**
 * A list below an entity, such as the open incidents of each project of a page: for twenty projects it costs one
 * statement, which takes as many rows of each as a page holds, and no more.
 *
 * @throws GraphQLError BAD_USER_INPUT when `first` is not 1 to 100 or `after` is not a cursor of this list.
 */
export function pagesByParent<Table extends PgTable>(
  definition: ListOfParent<Table>,
): PagesByParent<Table['$inferSelect']> {
  // One finder for each pair of arguments: the loaders of a request tell finders apart by identity. Only first
  // pages are shared by many parents; a cursor belongs to one.
  const firstPages = new Map<number, Finder<Page>>();

  return async (context, parentId, { first, after }) => {
    const size = pageSize(first);
    const isFirst = typeof after !== 'string';
    const finder = isFirst
      ? (firstPages.get(size) ?? finderOf(definition, size))
      : finderOf(definition, size, after);
    if (isFirst) firstPages.set(size, finder);
    const page = await context.load(finder, parentId);
    // The rows are of the table, whose type the query below loses.
    return (page?.rows ?? connection([], size, () => '', false)) as never;
  };
}

interface Page {
  /** Of the parent. */
  readonly id: string;
  readonly rows: Connection<Record<string, unknown>>;
}

function finderOf(definition: ListOfParent<PgTable>, size: number, after?: string): Finder<Page> {
  const { list, table, parent, order } = definition;
  const names = columnNames(table, order);
  const [parentName = ''] = columnNames(table, [{ column: parent, direction: 'ASC' }]);
  return {
    aggregate: list,
    isId: (text) => parent.getSQLType() !== 'uuid' || isUuid(text),

    async find(db, ids) {
      const rows = await rowsOf(db, definition, ids, size + 1, after);
      const cursorOf = (row: Record<string, unknown>) =>
        writeCursor(
          db.tenantId,
          list,
          names.map((name) => row[name]),
        );
      return ids.map((id) => {
        const own = rows.filter((row) => row[parentName] === id);
        return { id, rows: connection(own, size, cursorOf, after !== undefined) };
      });
    },
  };
}

async function rowsOf(
  db: TenantDb,
  { list, table, parent, where, order }: ListOfParent<PgTable>,
  ids: readonly string[],
  limit: number,
  after: string | undefined,
): Promise<Record<string, unknown>[]> {
  const beyond =
    after === undefined
      ? undefined
      : behind(order, readCursor(after, db.tenantId, list, order.length));
  const ofParent = sql`${parent} = wanted.id`;
  const rows = db.db
    .select()
    .from(table as PgTable)
    .where(inTenant(db, table, and(ofParent, where, beyond)))
    .orderBy(
      ...order.map(({ column, direction }) => (direction === 'ASC' ? asc(column) : desc(column))),
    )
    .limit(limit)
    .as('page');
  const wanted = sql`unnest(${sql.param([...ids])}::${sql.raw(parent.getSQLType())}[]) as wanted (id)`;
  const found = await db.db.select().from(wanted).crossJoinLateral(rows);
  return found.map(({ page }) => page);
}
