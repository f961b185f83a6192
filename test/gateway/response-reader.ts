/** A response that goes on, read piece by piece: no sleeping, no polling. */
export interface ResponseReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next piece up to the delimiter, without it; undefined at the end. */
  next(): Promise<string | undefined>;
  /** Everything up to the end. */
  rest(): Promise<string[]>;
  /** Goes away. */
  close(): Promise<void>;
}

/** @param delimiter - what stands between two pieces. */
export function readPieces(response: Response, delimiter: string): ResponseReader {
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';

  async function next(): Promise<string | undefined> {
    while (!text.includes(delimiter)) {
      const chunk = await chunks?.read();
      if (!chunk || chunk.done) return undefined;
      text += chunk.value;
    }
    const end = text.indexOf(delimiter);
    const piece = text.slice(0, end);
    text = text.slice(end + delimiter.length);
    return piece;
  }

  return {
    status: response.status,
    headers: response.headers,
    next,
    async rest() {
      const pieces: string[] = [];
      for (let piece = await next(); piece !== undefined; piece = await next()) pieces.push(piece);
      if (text !== '') pieces.push(text);
      return pieces;
    },
    close: async () => chunks?.cancel(),
  };
}
