import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { openSubgraphs, type Subgraphs, type SubgraphsOptions } from '../factory.ts';
import { seedCast } from './cast.ts';
import { story } from './story.ts';
import { type Clock, hoursBefore } from './timeline.ts';

export interface DemoOptions extends Omit<SubgraphsOptions, 'clock' | 'onStatement'> {
  /** A file that is there once the demo has been seeded whole. */
  readonly marker: string;
  readonly report: (line: string) => void;
}

/**
 * Fills the two demo tenants on the first start, by the same commands that clients use and a clock that is
 * turned back: a review that has expired needs a past. Killed in the middle, it goes on at the next start: every
 * command carries an idempotency key, and time never runs back behind what has happened already.
 */
export async function seedDemo({ marker, report, ...options }: DemoOptions): Promise<void> {
  if (existsSync(marker)) return;
  report('Seeding the demo tenants acme and globex');
  const clock = await openClock(`${marker}-until`);
  const subgraphs: Subgraphs = openSubgraphs({ ...options, clock: () => clock.at });
  try {
    await seedCast(subgraphs);
    await subgraphs.start();
    await story(subgraphs, clock);
    await writeFile(marker, `${clock.now.toISOString()}\n`);
  } finally {
    await subgraphs.stop();
  }
}

/** The same day and the same moment as before a kill; else today, and some days before it. */
async function openClock(path: string): Promise<Clock> {
  const kept = await readFile(path, 'utf8').then(JSON.parse, () => null);
  const now = new Date(kept?.now ?? Date.now());
  const clock: Clock = {
    now,
    at: kept ? new Date(kept.at) : hoursBefore(now, 100),
    async keep() {
      await writeFile(`${path}.new`, JSON.stringify({ now: clock.now, at: clock.at }));
      await rename(`${path}.new`, path);
    },
  };
  return clock;
}
