/** What share of each suite's cases must pass, in percent. Raise a floor when a suite gets better; lower none. */
export interface Floor {
  readonly suite: string;
  /** Tier of the executions, for `states`: A uses no other service, B has Lambda functions. */
  readonly tier?: 'A' | 'B';
  readonly percent: number;
}

export const floors: readonly Floor[] = [
  { suite: 'patterns', percent: 98 },
  { suite: 'sqs', percent: 75 },
  { suite: 'events', percent: 60 },
  { suite: 'esm', percent: 70 },
  { suite: 'dynamodb', percent: 97 },
  { suite: 'cloudwatch', percent: 84 },
  { suite: 'states', tier: 'A', percent: 97 },
  { suite: 'states', tier: 'B', percent: 85 },
  { suite: 'asl', percent: 85 },
  { suite: 'teststate', percent: 80 },
];
