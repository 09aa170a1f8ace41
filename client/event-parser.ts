/**
 * Server-sent events from bytes, however they are cut. https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 *
 * An event counts when the empty line behind it is there: what is cut off in the middle never happened, its id included.
 */

export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  /** The last id so far. */
  readonly id: string;
}

export interface ParserHandlers {
  readonly onEvent: (event: ServerSentEvent) => void;
  readonly onComment: (text: string) => void;
  readonly onRetry: (ms: number) => void;
}

/** Takes the next bytes of one response. */
export function createEventParser({ onEvent, onComment, onRetry }: ParserHandlers): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder(); // drops a byte order mark, keeps characters together that chunks cut
  let rest = '';
  let afterCr = false;
  let event = '';
  let data: string[] = [];
  let id = '';
  let lastId = '';

  const dispatch = (): void => {
    lastId = id;
    if (data.length > 0) onEvent({ event: event || 'message', data: data.join('\n'), id: lastId });
    event = '';
    data = [];
  };

  const take = (line: string): void => {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (line === '') dispatch();
    else if (colon === 0) onComment(value);
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) onRetry(Number(value));
  };

  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (text === '') return;
    // A line ends with CR, LF or both; the LF of a pair may come in the next chunk.
    if (afterCr && text.startsWith('\n')) text = text.slice(1);
    afterCr = text.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
