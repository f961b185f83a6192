import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSubgraphs, type Subgraphs, type SubgraphsOptions } from '../factory.ts';
import { seedCast } from './cast.ts';
import { story } from './story.ts';
import { openClock } from './timeline.ts';

export interface DemoOptions extends Omit<SubgraphsOptions, 'clock' | 'onStatement'> {
  /** A directory beside the databases, where it is noted how far the seeding has come. */
  readonly place: string;
  readonly report: (line: string) => void;
}

const begun = (place: string) => join(place, 'seeding');
const done = (place: string) => join(place, 'seeded');

/** Whether an earlier start was killed while it seeded. Nobody has worked there: the databases can be dropped. */
export function isHalfSeeded(place: string): boolean {
  return existsSync(begun(place));
}

/**
 * Fills the two demo tenants on the first start, by the same commands that clients use and a clock that is
 * turned back: a review that has expired needs a past.
 */
export async function seedDemo({ place, report, ...options }: DemoOptions): Promise<void> {
  if (existsSync(done(place))) return;
  report('Seeding the demo tenants acme and globex');
  await writeFile(begun(place), '');
  const clock = openClock();
  const subgraphs: Subgraphs = openSubgraphs({ ...options, clock: () => clock.at });
  try {
    await seedCast(subgraphs);
    await subgraphs.start();
    await story(subgraphs, clock);
  } finally {
    await subgraphs.stop();
  }
  await rename(begun(place), done(place));
}
