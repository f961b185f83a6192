import { claimReview, done, openIncident, requestReview } from '../support/operations.ts';
import type { Names } from './names.ts';
import type { Arguments } from './operations.ts';
import type { People } from './populate.ts';

/** How a subscription is attacked, and what its tenant's people do that it tells of. */
export interface SubscriptionRecipe {
  /** Where among the names' cursors its own place is. */
  readonly cursor: string;
  /** The list that tells where its updates stand. */
  readonly list: string;
  /** Arguments by which a tenant's people follow what `cause` does. */
  readonly own: (of: Names) => Arguments;
  /** Arguments that name what a tenant has. */
  readonly attack: (of: Names) => Arguments;
  /** Does so many things, and tells what is to be heard of them: `EVENT id`. */
  readonly cause: (people: People, of: Names, count: number) => Promise<string[]>;
  /** Does something at home that the attacker hears for the other tenant's name alone; null where nothing can. */
  readonly mark: ((people: People, named: Names) => Promise<string>) | null;
}

const raised = async (people: People, { projectId, canary }: Names) => {
  const review = await requestReview(people.service, projectId, { subjectId: canary });
  return `REVIEW_REQUESTED ${review.id}`;
};
const opened = async (people: People, { projectId, canary }: Names) => {
  const incident = await openIncident(people.operator, projectId, canary);
  return `OPENED ${incident.id}`;
};

/** A recipe for every subscription. */
export const subscriptionRecipes: Readonly<Record<string, SubscriptionRecipe>> = {
  reviewQueueUpdated: {
    cursor: 'live.reviewQueue',
    list: 'reviewQueue',
    own: () => ({}),
    attack: ({ projectId }) => ({ projectId }),
    cause: (people, of, count) => repeat(count, () => raised(people, of)),
    mark: raised,
  },
  reviewRequestUpdated: {
    cursor: 'live.reviewQueue',
    list: 'reviewQueue',
    own: ({ reviews }) => ({ reviewRequestId: reviews.escalated }),
    attack: ({ reviews }) => ({ reviewRequestId: reviews.escalated }),
    cause: ({ admin }, { reviews, canary }, count) =>
      repeat(count, async (index) => {
        const reviewRequestId = reviews.escalated;
        if (index % 2 === 0) {
          await claimReview(admin, reviewRequestId);
          return `REVIEW_CLAIMED ${reviewRequestId}`;
        }
        const input = { reviewRequestId, reason: canary };
        await done(admin, 'escalateReview', input, 'reviewRequest { id }');
        return `REVIEW_ESCALATED ${reviewRequestId}`;
      }),
    mark: null,
  },
  incidentUpdated: {
    cursor: 'live.incidents',
    list: 'incidents',
    own: () => ({}),
    attack: ({ projectId }) => ({ projectId }),
    cause: (people, of, count) => repeat(count, () => opened(people, of)),
    mark: opened,
  },
};

async function repeat(count: number, act: (index: number) => Promise<string>): Promise<string[]> {
  const told: string[] = [];
  for (let index = 0; index < count; index += 1) told.push(await act(index));
  return told;
}
