import type { EphemeralOptions, MessageListener } from './port.ts';

export interface Subscription {
  /** Whether it was the channel's last one. */
  end(): boolean;
}

/** Who listens to which channel. A listener that throws is reported and harms no other. */
export interface Subscriptions {
  add(channel: string, listener: MessageListener): Subscription;
  channels(): string[];
  /** Tells a message to those who listen now and, when it is told later, still do. */
  audienceOf(channel: string): MessageListener;
  clear(): void;
}

export function subscriptions(onError: EphemeralOptions['onError']): Subscriptions {
  const byChannel = new Map<string, Map<Subscription, MessageListener>>();

  function end(channel: string, subscription: Subscription): boolean {
    const listeners = byChannel.get(channel);
    if (!listeners?.delete(subscription) || listeners.size > 0) return false;
    return byChannel.delete(channel);
  }

  return {
    add: (channel, listener) => {
      const listeners = byChannel.get(channel) ?? new Map();
      const subscription = { end: () => end(channel, subscription) };
      byChannel.set(channel, listeners.set(subscription, listener));
      return subscription;
    },
    channels: () => [...byChannel.keys()],
    audienceOf: (channel) => {
      const audience = [...(byChannel.get(channel) ?? [])];
      return (message) => {
        for (const [subscription, listener] of audience) {
          if (!byChannel.get(channel)?.has(subscription)) continue;
          tell(() => listener(message), onError);
        }
      };
    },
    clear: () => byChannel.clear(),
  };
}

/** Calls a listener; what it throws is reported, for nobody waits for it. */
export function tell(listener: () => void, onError: EphemeralOptions['onError']): void {
  try {
    listener();
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
  }
}
