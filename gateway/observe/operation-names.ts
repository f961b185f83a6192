/** Names of operations that metrics tell apart; whoever names more is one of the others. */
const namesAtMost = 200;

/**
 * Turns the names that clients give their operations into labels, of which there may only be so many: a client
 * could otherwise fill the memory of whoever collects the metrics.
 */
export function operationLabels(limit = namesAtMost): (name: string | undefined) => string {
  const known = new Set<string>();
  return (name) => {
    if (name === undefined) return 'anonymous';
    if (known.has(name)) return name;
    if (known.size >= limit) return 'other';
    known.add(name);
    return name;
  };
}
