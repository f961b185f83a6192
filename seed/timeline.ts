/** The time that the commands of the story see. */
export interface Clock {
  /** Today: when the story ends. */
  readonly now: Date;
  at: Date;
}

/**
 * One line of the story, from its beginning to today. It yields how many hours before now it goes on; in between,
 * the other lines do.
 */
export type Line = AsyncGenerator<number, void>;

const hourMs = 3_600_000;

/** Stands before the story begins. */
export function openClock(): Clock {
  const now = new Date();
  return { now, at: hoursBefore(now, 100) };
}

/** A moment so many hours before now, or after it when negative. */
export function hoursBefore(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * hourMs);
}

/**
 * Tells lines together in the order of time, so that the log reads as if everything had happened then. Those that
 * go on at the same hour do so in the order they are given in.
 *
 * @param onHour - what happens whenever the clock has moved, before anybody acts.
 */
export async function tell(
  lines: readonly Line[],
  clock: Clock,
  onHour: () => Promise<void>,
): Promise<void> {
  const moveTo = async (time: Date) => {
    clock.at = time;
    await onHour();
  };
  const waiting = new Map<Line, number>();
  const goOn = async (line: Line) => {
    const { value, done } = await line.next();
    if (done) waiting.delete(line);
    else waiting.set(line, value);
  };
  for (const line of lines) await goOn(line);
  while (waiting.size > 0) {
    const hour = Math.max(...waiting.values());
    await moveTo(hoursBefore(clock.now, hour));
    for (const [line, next] of [...waiting]) if (next === hour) await goOn(line);
  }
  await moveTo(clock.now);
}
