import { digestOf, type Generation } from './generation.ts';
import type { Graph } from './graph.ts';
import type { SupergraphSource } from './source.ts';
import { warm } from './warm.ts';

/** What becomes of a supergraph that is found at the source. */
export type Reloaded =
  | { readonly outcome: 'taken'; readonly digest: string; readonly lostOperations: number }
  | { readonly outcome: 'refused'; readonly digest: string; readonly reason: string };

export interface ReloadSettings {
  readonly source: SupergraphSource;
  /** Between two looks at the source. */
  readonly pollMs: number;
  /** The only digest that is served, SHA-256 in hex; undefined serves any. */
  readonly pinnedDigest: string | undefined;
}

export interface ReloadOptions extends ReloadSettings {
  readonly graph: Graph;
  /** Builds the next generation beside the current one; throws where it cannot. */
  readonly build: (supergraphSdl: string) => Promise<Generation>;
  readonly onReload: (reloaded: Reloaded) => void;
  /** Told when the source cannot be read; the next look comes all the same. */
  readonly onUnreadable: (error: unknown) => void;
}

export interface Reload {
  /** Looks at the source once; what it says is served, refused or the same as before. Never rejects. */
  look(): Promise<void>;
  /** Begins to look again and again. */
  start(): void;
  stop(): void;
}

/**
 * Follows the place where the supergraph is kept. Whatever is wrong with a new one, the old one is kept, and the
 * new one is not tried again before it changes.
 */
export function followSupergraph(options: ReloadOptions): Reload {
  const { graph, source, build, pinnedDigest, pollMs, onReload, onUnreadable } = options;
  let refused: string | undefined;
  let isReadable = true;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const text = await readSource();
    const digest = text === undefined ? undefined : digestOf(text);
    if (text === undefined || digest === undefined || isStopped) return;
    if (digest === graph.current().digest || digest === refused) return;
    onReload(await take(text, digest));
  }

  async function readSource(): Promise<string | undefined> {
    try {
      const text = await source.read();
      isReadable = true;
      return text;
    } catch (error) {
      // Told once, not with every look.
      if (isReadable) onUnreadable(error);
      isReadable = false;
      return undefined;
    }
  }

  async function take(text: string, digest: string): Promise<Reloaded> {
    try {
      assertPinned(digest, pinnedDigest);
      const next = await build(text);
      const lostOperations = await warm(next, graph.current());
      graph.swap(next);
      return { outcome: 'taken', digest, lostOperations };
    } catch (error) {
      refused = digest;
      return { outcome: 'refused', digest, reason: sentenceOf(error) };
    }
  }

  function schedule(): void {
    timer = setTimeout(() => {
      look().finally(() => {
        if (!isStopped) schedule();
      });
    }, pollMs).unref();
  }

  return {
    look,
    start: schedule,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** @throws Error when it is another supergraph than the one that was agreed on. */
export function assertPinned(digest: string, pinnedDigest: string | undefined): void {
  if (pinnedDigest === undefined || digest === pinnedDigest) return;
  throw new Error(
    `The supergraph has the digest ${digest}, but SUPERGRAPH_DIGEST asks for ${pinnedDigest}.`,
  );
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
