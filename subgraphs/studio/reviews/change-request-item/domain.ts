import { DomainError } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';

/** What must be done before a revision is submitted (studio-data-model, ReviewRequest: ChangeRequestItem). */
export interface ChangeRequestItem {
  readonly itemId: string;
  readonly description: string;
  readonly resolved: boolean;
}
export type NewItem = Omit<ChangeRequestItem, 'resolved'>;
type Items = readonly ChangeRequestItem[];

/** Of a review, over all its rounds: they live in its row. */
const mostItems = 200;

/**
 * The items of another round, behind those of earlier ones.
 *
 * @throws DomainError INVALID_INPUT when there is none, or more than 200 over all rounds.
 */
export function addItems(earlier: Items, round: readonly NewItem[]): Items {
  if (round.length === 0 || earlier.length + round.length > mostItems) {
    const rule = `Changes are requested by 1 item or more, at most ${mostItems} over all rounds.`;
    throw new DomainError('INVALID_INPUT', rule, 'items');
  }
  const items = round.map(({ itemId, description }, index) => ({
    itemId,
    description: text(description, `items.${index}.description`, 2_000),
    resolved: false,
  }));
  return [...earlier, ...items];
}

/** @throws DomainError NOT_FOUND, or ILLEGAL_TRANSITION when the item is resolved already. */
export function resolveItem(items: Items, itemId: string): Items {
  const item = items.find((known) => known.itemId === itemId);
  if (!item) throw new DomainError('NOT_FOUND', 'There is no such change-request item.', 'itemId');
  if (item.resolved) {
    throw new DomainError('ILLEGAL_TRANSITION', 'This change-request item is resolved already.');
  }
  return items.map((known) => (known === item ? { ...item, resolved: true } : known));
}

/** @throws DomainError ILLEGAL_TRANSITION while an item is open. */
export function assertAllResolved(items: Items): void {
  if (items.every(({ resolved }) => resolved)) return;
  const rule = 'Every change-request item must be resolved before a revision is submitted.';
  throw new DomainError('ILLEGAL_TRANSITION', rule);
}
