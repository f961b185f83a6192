import type { ExecutionResult } from 'graphql';
import type { Stream } from '../../../subgraphs/kernel/stream.ts';
import type { Departure } from '../departure.ts';
import { failureOf, SubgraphFailure } from '../failure.ts';
import { type Answering, readAnswerValue, readError } from './answer.ts';
import { pushed } from './pushed.ts';
import { type Line, NoWebSocket, openLine } from './socket-line.ts';

/** Headers that are handed on, by lower-case name. */
export type Forwarded = Readonly<Record<string, string>>;

/** Operations of one subgraph over WebSockets, each shared by those that hand on the same headers. */
export interface SocketStreams {
  /** @throws NoWebSocket where nothing speaks it; SubgraphFailure. */
  subscribe(
    payload: object,
    headers: Forwarded,
    signal: Departure | undefined,
  ): Promise<Stream<ExecutionResult>>;
  stop(): void;
}

export interface SocketStreamsOptions extends Answering {
  readonly url: string;
  readonly largestMessageBytes: number;
}

interface SharedLine {
  readonly line: Line;
  users: number;
}

/** Results that may wait for their reader. */
const longestQueue = 1_000;

export function socketStreams(options: SocketStreamsOptions): SocketStreams {
  const { name, url, largestMessageBytes } = options;
  const lines = new Map<string, SharedLine>();

  function open(key: string, headers: Forwarded): SharedLine {
    const onEnd = () => forget(shared);
    const forget = (ended: SharedLine) => {
      if (lines.get(key) === ended) lines.delete(key);
    };
    const line = openLine({ url, headers, largestMessageBytes, onEnd });
    const shared = { line, users: 0 };
    lines.set(key, shared);
    return shared;
  }

  /** A line with these headers, which is closed when all who took it have given it back. */
  function take(headers: Forwarded): { readonly line: Line; readonly giveBack: () => void } {
    const key = JSON.stringify(headers);
    const shared = lines.get(key) ?? open(key, headers);
    shared.users += 1;
    const giveBack = () => {
      shared.users -= 1;
      if (shared.users > 0) return;
      if (lines.get(key) === shared) lines.delete(key);
      shared.line.close();
    };
    return { line: shared.line, giveBack };
  }

  return {
    async subscribe(payload, headers, signal) {
      const { line, giveBack } = take(headers);
      try {
        await line.isOpen;
        if (signal?.aborted) throw new SubgraphFailure(name, 'abandoned');
      } catch (error) {
        giveBack();
        throw error instanceof NoWebSocket ? error : failureOf(name, error);
      }
      return streamOver(line, payload, options, giveBack);
    },

    stop() {
      for (const { line } of lines.values()) line.close();
    },
  };
}

function streamOver(
  line: Line,
  payload: object,
  answering: Answering,
  onEnd: () => void,
): Stream<ExecutionResult> {
  let stop = () => {};
  const overflow = () => new SubgraphFailure(answering.name, 'oversized');
  const { stream, push, end } = pushed<ExecutionResult>(longestQueue, overflow, () => {
    stop();
    onEnd();
  });
  stop = line.subscribe(payload, {
    next(value) {
      try {
        push(readAnswerValue(answering, value));
      } catch (error) {
        end(failureOf(answering.name, error));
      }
    },
    error(errors) {
      const all = Array.isArray(errors) ? errors : [errors];
      push({ errors: all.map((error) => readError(answering, error)) });
      end();
    },
    complete: () => end(),
    lost: (reason) => end(failureOf(answering.name, reason)),
  });
  return stream;
}
