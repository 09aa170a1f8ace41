/**
 * A moment in an answer, for services that speak more than XML: seconds since the epoch in AWS JSON, ISO 8601 in XML.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html (timestamps)
 */
export class WireDate extends Date {
  /** What JSON.stringify writes. The declared type is that of Date, which says text. */
  override toJSON(): never {
    return (this.getTime() / 1000) as never;
  }
}
