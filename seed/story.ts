import type { Subgraphs } from '../factory.ts';
import { approvalLines } from './approvals.ts';
import { incidentLines } from './incidents.ts';
import { type Narrator, narrator } from './narrator.ts';
import { reviewLines } from './reviews.ts';
import type { Scene } from './scene.ts';
import { type Clock, hoursBefore, type Line, tell } from './timeline.ts';
import { traceLines } from './traces.ts';

/**
 * What has happened at Acme and Globex in the last days: enough to see a review, an incident, an approval, a
 * project and a user in every state that commands lead to, and traces whole and in part.
 *
 * The subgraphs must have been started: an approval raises its review by an event.
 */
export async function story(subgraphs: Subgraphs, clock: Clock): Promise<void> {
  const acme = narrator(subgraphs, 'acme');
  const globex = narrator(subgraphs, 'globex');
  const hoursAgo = (hours: number) => hoursBefore(clock.now, hours);
  const scene: Scene = { acme, globex, hoursAgo, ...(await projects(acme, globex)) };
  const lines = [
    putAway(scene),
    people(scene),
    ...traceLines(scene),
    ...reviewLines(scene),
    ...incidentLines(scene),
    ...approvalLines(scene),
  ];
  const tenantIds = [acme.tenantId, globex.tenantId];
  await tell(lines, clock, async () => {
    for (const runtime of subgraphs.runtimes.values()) await runtime.runJobs(tenantIds);
  });
}

async function projects(acme: Narrator, globex: Narrator) {
  const booking = await acme.project('ada', 'createProject', {
    slug: 'booking',
    name: 'Booking',
    description: 'Reservations for hotels, built by agents.',
  });
  const loyalty = await acme.project('ada', 'createProject', {
    slug: 'loyalty',
    name: 'Loyalty',
    description: 'Points and tiers for frequent guests.',
  });
  const fleet = await globex.project('eve', 'createProject', {
    slug: 'fleet',
    name: 'Fleet',
    description: 'Where every van is, and where it should be.',
  });
  return { booking: booking.id, loyalty: loyalty.id, fleet: fleet.id };
}

/** An ARCHIVED project. */
async function* putAway({ acme }: Scene): Line {
  yield 95;
  const { id: projectId } = await acme.project('ada', 'createProject', {
    slug: 'gift-cards',
    name: 'Gift cards',
    description: 'Stays to give away; overtaken by Loyalty.',
  });
  yield 72;
  await acme.project('ada', 'archiveProject', { projectId });
}

/** Somebody INVITED who has not come yet, and somebody DISABLED. */
async function* people({ acme }: Scene): Line {
  yield 50;
  const roles = [{ role: 'PRODUCT_OWNER' }];
  const nina = { displayName: 'Nina', email: 'nina@acme.example', roles };
  await acme.user('ada', 'inviteUser', nina);
  const max = { displayName: 'Max', email: 'max@acme.example', roles };
  const { id: userId } = await acme.user('ada', 'inviteUser', max);
  yield 49;
  await acme.user('ada', 'disableUser', { userId });
}
