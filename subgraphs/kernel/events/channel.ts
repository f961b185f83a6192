/** A row of the log as it travels: position, tenant, the tenant's sequence, envelope. Numbers travel as text. */
export type LogRow = readonly [
  position: string,
  tenantId: string,
  sequence: string,
  envelope: string,
];

/** Where the batches of a database's log are published as soon as they are in it. */
export function eventsChannel(database: string): string {
  return `events:${database}`;
}

/** Where processes that do not lead say that they have committed something. */
export function wakeChannel(database: string): string {
  return `events:${database}:wake`;
}

/** One message a batch. It carries its tenants, so readers deliver each row to its tenant's own queues. */
export function writeBatch(rows: readonly LogRow[]): string {
  return JSON.stringify(rows);
}

/** The rows of a message. Only our own processes write to the channel, so its form is not checked. */
export function readBatch(message: string): readonly LogRow[] {
  return JSON.parse(message);
}
