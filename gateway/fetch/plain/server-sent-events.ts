/** One event of a `text/event-stream`, of the fields that GraphQL over SSE uses. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * The events of a stream of text as the HTML standard reads them, comments left out. A last event that was cut
 * off is none.
 *
 * @throws Error as soon as a single event exceeds the limit.
 */
export async function* readServerSentEvents(
  chunks: AsyncIterable<Uint8Array>,
  largestEventCharacters: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = readEvent(block);
      if (event) yield event;
    }
    if (rest.length > largestEventCharacters) throw new Error('An event is too large.');
  }
}

function readEvent(block: string): ServerSentEvent | undefined {
  const data: string[] = [];
  let event = 'message';
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, field, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
  }
  return data.length > 0 || event !== 'message' ? { event, data: data.join('\n') } : undefined;
}
