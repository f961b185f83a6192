import { brim, bytes, empty, view, writeText } from './text-bytes.ts';

const dayMs = 86_400_000;
const mostDays = 1_000;
/** Of `"2026-11-25T`: three times four bytes. */
const beginningBytes = 12;

/** The beginnings of texts by the days since 1970. */
const days = new Map<number, DataView>();

/**
 * Writes what `Date.prototype.toJSON` makes of it, as JSON. An answer holds many times of few days, and to write one
 * afresh takes V8 many times as long.
 */
export function writeDate(date: Date, position: number): number {
  const timeMs = date.getTime();
  // Also what is not a time at all, and then it is null.
  if (!(timeMs >= 0 && timeMs < 253_402_300_800_000)) {
    return writeText(JSON.stringify(date), position);
  }
  const start = position > brim ? empty(position) : position;
  const day = Math.floor(timeMs / dayMs);
  const beginning = days.get(day) ?? beginningOf(day);
  view.setUint32(start, beginning.getUint32(0));
  view.setUint32(start + 4, beginning.getUint32(4));
  view.setUint32(start + 8, beginning.getUint32(8));
  return writeClock(timeMs - day * dayMs, start + beginningBytes);
}

/** Writes `20:15:00.000Z"`. */
function writeClock(ms: number, start: number): number {
  const second = Math.floor(ms / 1_000);
  const minute = Math.floor(second / 60);
  const hour = Math.floor(minute / 60);
  writePair(hour, start);
  bytes[start + 2] = 58;
  writePair(minute - hour * 60, start + 3);
  bytes[start + 5] = 58;
  writePair(second - minute * 60, start + 6);
  bytes[start + 8] = 46;
  const rest = ms - second * 1_000;
  const hundreds = Math.floor(rest / 100);
  bytes[start + 9] = 48 + hundreds;
  writePair(rest - hundreds * 100, start + 10);
  bytes[start + 12] = 90;
  bytes[start + 13] = 34;
  return start + 14;
}

function writePair(value: number, at: number): void {
  const tens = Math.floor(value / 10);
  bytes[at] = 48 + tens;
  bytes[at + 1] = 48 + value - tens * 10;
}

function beginningOf(day: number): DataView {
  const text = JSON.stringify(new Date(day * dayMs)).slice(0, beginningBytes);
  const made = new DataView(Uint8Array.from(Buffer.from(text)).buffer);
  if (days.size >= mostDays) days.clear();
  days.set(day, made);
  return made;
}
