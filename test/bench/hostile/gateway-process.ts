/** A gateway by itself that tells how long its event loop was held: `run.ts` forks it. */
import { openTinyGateway } from '../../gateway/tiny-gateway.ts';

/** What the parent is told: first of the gateway, and then, whenever it asks, the longest gap since it asked last. */
export type Told = { readonly url: string; readonly token: string } | { readonly heldMs: number };

const gateway = await openTinyGateway({ introspection: true });

let beatAt = performance.now();
let longestMs = 0;
function beat(): void {
  const now = performance.now();
  longestMs = Math.max(longestMs, now - beatAt);
  beatAt = now;
}
setInterval(beat, 1);

const tell = (told: Told) => process.send?.(told);
process.on('message', () => {
  beat();
  tell({ heldMs: longestMs });
  longestMs = 0;
});
process.on('disconnect', () => process.exit(0));

tell({ url: gateway.url, token: await gateway.token('acme', 'ada') });
