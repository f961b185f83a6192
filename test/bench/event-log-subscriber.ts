// The other process of the bench: follows ten tenants, and tells when it saw what.
import { redisEphemeral } from '../../subgraphs/kernel/ephemeral/redis.ts';
import { eventsChannel, readBatch } from '../../subgraphs/kernel/events/channel.ts';
import { subscribe } from '../../subgraphs/kernel/events/live.ts';
import { logEvent } from '../../subgraphs/kernel/events/log.ts';
import { createTail } from '../../subgraphs/kernel/events/tail.ts';
import { connect, silent } from '../event-log/harness.ts';
import { benchTenants, type Moments, momentNow } from './event-log-load.ts';

const { urls, name, redisUrl } = JSON.parse(process.env['BENCH'] ?? '');
const { database, reader } = connect(urls, name);
const tail = createTail({ reader, log: silent });
await tail.start();
const channels = await redisEphemeral({ url: redisUrl, onError: () => {} });
await channels.subscribe(eventsChannel(name), (message) =>
  tail.receive(readBatch(message).map(logEvent)),
);

let seen: Moments = {};
for (const tenantId of benchTenants(10)) void follow(tenantId);

async function follow(tenantId: string): Promise<void> {
  for await (const { event } of subscribe({ tail, database }, tenantId, { after: null })) {
    seen[event.eventId] = momentNow();
  }
}

process.on('message', () => {
  process.send?.(seen);
  seen = {};
});
process.send?.('ready');
