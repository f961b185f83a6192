import type { Server, ServerResponse } from 'node:http';

/** How a gateway goes. Together less than what a stopping process has: 25 s. */
export interface DrainSettings {
  /** It goes on serving for this long after readiness has said no, until whoever balances load has noticed. */
  readonly pauseMs: number;
  /** Over this long live sockets are told to come back elsewhere. */
  readonly spreadMs: number;
}

/** Requests under way get this long. */
const finishWithinMs = 10_000;

/** A server that can be emptied before it is closed. */
export interface Draining {
  readonly isDraining: () => boolean;
  /** Notes a request; while draining, its connection is not kept. */
  take(response: ServerResponse): void;
  /**
   * Pauses, closes the server to new connections, and waits for the requests under way.
   *
   * @param endSockets - ends what is no request; begun when the pause is over.
   */
  drain(endSockets: () => Promise<void>): Promise<void>;
}

export function drainable(server: Server, { pauseMs }: DrainSettings): Draining {
  const underWay = new Set<ServerResponse>();
  let isDraining = false;

  return {
    isDraining: () => isDraining,

    take(response) {
      if (isDraining) response.shouldKeepAlive = false;
      underWay.add(response);
      response.once('close', () => underWay.delete(response));
    },

    async drain(endSockets) {
      isDraining = true;
      for (const response of underWay) response.shouldKeepAlive = false;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cut = setTimeout(() => server.closeAllConnections(), finishWithinMs);
      server.closeIdleConnections();
      await Promise.all([endSockets(), closed]);
      clearTimeout(cut);
    },
  };
}
