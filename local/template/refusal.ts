/** Why a template is not deployed. Owns the wording: place, problem, remedy; all refusals of a deployment in one error. */
import { AwsError } from '../engine/aws-error.ts';

export interface Refusal {
  readonly stack: string;
  readonly logicalId?: string;
  /** `Properties.Targets[0].Arn` */
  readonly path?: string;
  readonly problem: string;
  readonly remedy: string;
  /** AWS's own sentence for it, where it has one. */
  readonly wording?: string;
}

const line = ({ stack, logicalId, path, problem, remedy }: Refusal): string =>
  `${[stack, logicalId, path].filter(Boolean).join(' / ')}: ${problem} ${remedy}`;

/** Nothing was created: the template asks for what the local cloud cannot do, or for what is not there. */
export class TemplateRefused extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    const count = refusals.length === 1 ? 'one thing' : `${refusals.length} things`;
    super(
      `The template is not deployed, nothing was changed; ${count} must be mended:\n${refusals.map((one) => `  - ${line(one)}`).join('\n')}`,
    );
    this.name = 'TemplateRefused';
    this.refusals = refusals;
  }
}

/** What the API says of refusals: AWS's sentences where it has them; ours where it has none, or names no resource. */
export function validationError(refusals: readonly Refusal[]): AwsError {
  const lines = refusals.flatMap(({ wording, ...one }) => {
    if (wording === undefined) return [line(one)];
    const namesIt = one.logicalId === undefined || wording.split(/\W/).includes(one.logicalId);
    return namesIt ? [wording] : [wording, line(one)];
  });
  return new AwsError('ValidationError', [...new Set(lines)].join('\n'));
}

/** A resource failed while its stack was deployed; the stack was rolled back. */
export class DeployFailed extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause: unknown) {
    super(`${line(refusal)}`, { cause });
    this.name = 'DeployFailed';
    this.refusal = refusal;
  }
}
