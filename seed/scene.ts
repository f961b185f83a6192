import type { Narrator } from './narrator.ts';

/** Who and what every line of the story knows. */
export interface Scene {
  readonly acme: Narrator;
  readonly globex: Narrator;
  /** Of acme: reservations for hotels. */
  readonly booking: string;
  /** Of acme: points for guests. */
  readonly loyalty: string;
  /** Of globex: vans. */
  readonly fleet: string;
  /** A moment so many hours before now, or after it when negative. */
  hoursAgo(hours: number): Date;
}
