/** What `Select` may stand beside in a Query or Scan: rules that AWS checks and dynalite does not. */
import { validation } from '../errors.ts';

interface Members {
  readonly Select?: string;
  readonly IndexName?: string;
  readonly AttributesToGet?: readonly string[];
  readonly ProjectionExpression?: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select */
export function checkReadMembers({ Select, IndexName, AttributesToGet, ProjectionExpression }: Members): void {
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
    throw validation('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  const chosen = ProjectionExpression === undefined ? AttributesToGet && 'AttributesToGet' : 'ProjectionExpression';
  if (chosen && Select && Select !== 'SPECIFIC_ATTRIBUTES') {
    const whole = Select === 'COUNT' ? 'only the Count' : Select;
    throw validation(`Cannot specify the ${chosen} when choosing to get ${whole}`);
  }
  if (Select === 'SPECIFIC_ATTRIBUTES' && !chosen) {
    throw validation(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
}
