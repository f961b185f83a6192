import { openWork, type Work } from '../../kernel/work.ts';
import { expire } from './approval-request/domain.ts';
import { approvalRequests, dueApprovalIds } from './approval-request/repository.ts';

/** So many at a time; what is left over comes with the next tick of the clock. */
const most = 100;

/**
 * Does to the approvals of one tenant what time does to them. Running it again, or twice at once, changes nothing
 * more.
 *
 * @returns how many were due.
 */
export async function expireDueApprovals(work: Work): Promise<number> {
  const due = await dueApprovalIds(work.tx, work.now, most);
  for (const id of due) {
    const { traceId, correlationId } = await work.find(approvalRequests, id);
    const traced = openWork(work.tx, { ...work, traceId, correlationId });
    await traced.change(approvalRequests, id, (approval) => expire(approval, work.now));
  }
  return due.length;
}
