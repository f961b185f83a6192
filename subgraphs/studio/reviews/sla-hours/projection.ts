import { eq } from 'drizzle-orm';
import type { TenantDb, TenantTx } from '../../../../db/client.ts';
import { slaHours as table } from '../../../../db/tables/studio/reviews.ts';
import { inTenant } from '../../../kernel/repository.ts';
import type { Priority } from '../sla-window/domain.ts';

/** The tenant's settings are the Control Plane's; this is what reviews know of them. */
const settingPattern = /^review\.slaHours\.(CRITICAL|HIGH|NORMAL|LOW)$/;

/** Takes in a setting as the Control Plane tells it. Other settings are none of ours. */
export async function applySetting(
  tx: TenantTx,
  { key, value }: { readonly key: string; readonly value: string | null },
): Promise<void> {
  const priority = settingPattern.exec(key)?.[1] as Priority | undefined; // One of those the pattern names.
  if (priority === undefined) return;
  if (value === null) {
    await tx.db.delete(table).where(inTenant(tx, table, eq(table.priority, priority)));
    return;
  }
  const row = { tenantId: tx.tenantId, priority, hours: Number(value) };
  await tx.db
    .insert(table)
    .values(row)
    .onConflictDoUpdate({ target: [table.tenantId, table.priority], set: row });
}

/** The hours the tenant grants for reviews of this priority; null where it has set none. */
export async function slaHoursOf(db: TenantDb, priority: Priority): Promise<number | null> {
  const [row] = await db.db
    .select({ hours: table.hours })
    .from(table)
    .where(inTenant(db, table, eq(table.priority, priority)));
  return row?.hours ?? null;
}
