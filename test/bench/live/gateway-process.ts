/** A gateway by itself, so that its memory is nobody else's: `stalled.ts` forks it and tells it what to write. */
import { openTinyGateway } from '../../gateway/tiny-gateway.ts';

/** What the parent may say. */
export interface Order {
  /** Events to write, each with a text of so many characters. */
  readonly events: number;
  readonly characters: number;
}

/** What the parent is told first. */
export interface Opened {
  readonly url: string;
  readonly token: string;
}

const gateway = await openTinyGateway({
  limits: { sessions: { perUser: 100_000, perTenant: 100_000 } },
});
const { log } = gateway.world;
const texts = new Map<number, string>();

process.on('message', ({ events, characters }: Order) => {
  // One text for all, so that what is written is not what is measured.
  const text = texts.get(characters) ?? 'x'.repeat(characters);
  texts.set(characters, text);
  for (let count = 0; count < events; count += 1) log.append(text);
});
process.on('disconnect', () => process.exit(0));

const opened: Opened = { url: gateway.url, token: await gateway.token('acme', 'ada') };
process.send?.(opened);
