/** Timestamps of the States Language: RFC 3339 with a capital T, and Z or an offset. https://states-language.net/spec.html#timestamps */

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds; undefined when the text is not a timestamp. */
export function parseTimestamp(text: string): number | undefined {
  const parts = SHAPE.exec(text);
  if (!parts) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return undefined;
  const days = new Date(Date.UTC(Number(parts[1]), Number(parts[2]), 0)).getUTCDate();
  return Number(parts[3]) <= days ? at : undefined;
}
