const dayMs = 86_400_000;
const mostDays = 1_000;

/** The beginnings of texts, `2026-11-25T`, by the days since 1970. */
const days = new Map<number, string>();

const pairs = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/**
 * What `Date.prototype.toJSON` makes of it, as JSON text. An answer holds many times of few days, and to write one
 * afresh takes V8 five times as long.
 */
export function dateText(date: Date): string {
  const timeMs = date.getTime();
  // Also what is not a time at all, and then it is null.
  if (!(timeMs >= 0)) return JSON.stringify(date);
  const day = Math.floor(timeMs / dayMs);
  const ms = timeMs - day * dayMs;
  const second = Math.floor(ms / 1_000);
  const minute = Math.floor(second / 60);
  const clock = `${pairs[Math.floor(minute / 60)]}:${pairs[minute % 60]}:${pairs[second % 60]}`;
  const rest = ms % 1_000;
  return `"${days.get(day) ?? beginningOf(day)}${clock}.${rest < 100 ? '0' : ''}${rest < 10 ? '0' : ''}${rest}Z"`;
}

function beginningOf(day: number): string {
  const text = new Date(day * dayMs).toISOString().slice(0, -'00:00:00.000Z'.length);
  if (days.size >= mostDays) days.clear();
  days.set(day, text);
  return text;
}
