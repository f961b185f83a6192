import { asc, eq, inArray, isNull, lte } from 'drizzle-orm';
import type { TenantDb } from '../../../../db/client.ts';
import { approvalRequests as table } from '../../../../db/tables/control-plane/governance.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { inTenant, tenantRepository } from '../../../kernel/repository.ts';
import type { ApprovalForum } from '../approval-terms/domain.ts';
import type { ApprovalRequest, ApprovalStatus } from './domain.ts';

export const approvalRequests = tenantRepository<ApprovalRequest>('ApprovalRequest', table);

/** What is absent or null does not restrict. */
export interface ApprovalRequestFilter {
  readonly status?: readonly ApprovalStatus[] | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly decidedIn?: ApprovalForum | null | undefined;
}

/** The tenant's approvals, the latest first. */
export function listApprovalRequests(
  db: TenantDb,
  { status, projectId, decidedIn }: ApprovalRequestFilter,
  page: PageArguments,
): Promise<Connection<ApprovalRequest>> {
  return keysetPage(db, {
    list: 'approvalRequests',
    table,
    where: [
      projectId ? eq(table.projectId, projectId) : undefined,
      status ? inArray(table.status, [...status]) : undefined,
      decidedIn ? eq(table.decidedIn, decidedIn) : undefined,
    ],
    order: [{ column: table.createdAt, direction: 'DESC' }],
    page,
  });
}

/** Identities of open approvals whose time has run out, the longest ago first. */
export async function dueApprovalIds(
  db: TenantDb,
  at: Date,
  limit: number,
): Promise<readonly { readonly id: string }[]> {
  return db.db
    .select({ id: table.id })
    .from(table)
    .where(inTenant(db, table, isNull(table.settledAt), lte(table.expiresAt, at)))
    .orderBy(asc(table.expiresAt), asc(table.id))
    .limit(limit);
}
