/**
 * A map in an answer of the XML protocols: entries with key and value, where a plain object would be a structure.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export class WireMap {
  readonly entries: Readonly<Record<string, unknown>>;
  constructor(entries: Readonly<Record<string, unknown>>) {
    this.entries = entries;
  }
}
