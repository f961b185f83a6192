import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { testFeed } from '../../test/gateway/feed-of.ts';
import { createUpstreamHold } from './upstream-hold.ts';

function open() {
  const feed = testFeed<ExecutionResult>();
  const hold = createUpstreamHold();
  const asked: boolean[] = [];
  async function take(key = 'a') {
    const found = await hold.take(key, async (isInstead) => {
      asked.push(isInstead);
      return feed.listen();
    });
    if (Symbol.asyncIterator in found) return found;
    throw new Error('It is no stream.');
  }
  const publish = (n: number) => feed.publish({ data: { n } });
  return { feed, hold, asked, take, publish };
}

const item = (n: number) => ({ done: false, value: { data: { n } } });
const over = { done: true, value: undefined };

describe('a stream that is held', () => {
  it('goes on with the next who asks for the same, and loses nothing on the way', async () => {
    const { feed, hold, asked, take, publish } = open();
    const first = await take();
    publish(1);
    expect(await first.next()).toEqual(item(1));
    // It is waited for by the one, and comes to the other.
    const waiting = first.next();
    expect(hold.handOver()).toBe(true);
    expect(await waiting).toEqual(over);
    publish(2);
    publish(3);
    const second = await take();

    expect(await second.next()).toEqual(item(2));
    expect(await second.next()).toEqual(item(3));
    expect(asked).toEqual([false]);
    expect(feed.listeners).toBe(1);
  });

  it('is not ended by who has handed it over', async () => {
    const { feed, hold, take } = open();
    const first = await take();
    hold.handOver();
    await first.return();
    expect(feed.listeners).toBe(1);

    const second = await take();
    await second.return();
    expect(feed.listeners).toBe(0);
  });

  it('is ended where something else is asked for instead', async () => {
    const { feed, hold, asked, take } = open();
    await take('a');
    hold.handOver();
    await take('b');

    expect(asked).toEqual([false, true]);
    expect(feed.listeners).toBe(1);
  });

  it('is ended when nobody has taken it', async () => {
    const { feed, hold, take } = open();
    await take();
    hold.handOver();
    hold.release();

    expect(feed.listeners).toBe(0);
  });

  it('tells its failure to who reads when that comes', async () => {
    const { feed, hold, take } = open();
    const first = await take();
    const waiting = first.next();
    hold.handOver();
    expect(await waiting).toEqual(over);
    feed.fail(new Error('It is lost.'));
    const second = await take();

    await expect(second.next()).rejects.toThrow('It is lost.');
  });

  it('cannot be handed over before there is one', () => {
    expect(createUpstreamHold().handOver()).toBe(false);
  });
});
