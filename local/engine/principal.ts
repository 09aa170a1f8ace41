/** Who calls: what a request's keys stand for. Services and ports share the word. */

export interface Principal {
  readonly accountId: string;
  /** `arn:aws:iam::…:root`, or of the assumed role. */
  readonly arn: string;
  readonly userId: string;
  /** Set when permissions apply; without it everything is allowed. */
  readonly roleArn?: string;
}
