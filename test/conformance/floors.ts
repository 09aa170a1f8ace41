/** What share of each suite's cases must pass, in percent. Raise a floor when a suite gets better; lower none. */
export interface Floor {
  readonly suite: string;
  /** Tier of the executions, for `states`: A uses no other service, B has Lambda functions. */
  readonly tier?: 'A' | 'B';
  readonly percent: number;
}

export const floors: readonly Floor[] = [
  { suite: 'patterns', percent: 99.5 },
  { suite: 'sqs', percent: 90 },
  { suite: 'events', percent: 85 },
  { suite: 'esm', percent: 90 },
  { suite: 'dynamodb', percent: 97 },
  { suite: 'cloudwatch', percent: 84 },
  { suite: 'states', tier: 'A', percent: 97 },
  { suite: 'states', tier: 'B', percent: 85 },
  { suite: 'asl', percent: 95 },
  { suite: 'teststate', percent: 95 },
];
