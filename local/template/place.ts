/** Where a resource stands, and the name that CloudFormation would make for it. */
import { createHash } from 'node:crypto';
import type { Place } from '../engine/service.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SUFFIX_LENGTH = 12;

/** Letters and digits made of the parts: the same each time for the same parts. */
function digest(parts: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(parts.join('\n')).digest();
  return Array.from(bytes.subarray(0, SUFFIX_LENGTH), (byte) => BASE32[byte & 31]).join('');
}

/**
 * `stack-logicalId-SUFFIX`, shortened to fit. The suffix is made of the place and its generation, which rises when the
 * resource is replaced: the new one must not take the old one's name while both exist.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function placeOf(stackName: string, logicalId: string, generation: number): Place {
  const suffix = digest([stackName, logicalId, generation]);
  return {
    stackName,
    logicalId,
    name(longest = 255) {
      const room = longest - suffix.length - 2;
      const id = logicalId.slice(0, Math.max(room - stackName.length, Math.floor(room / 2)));
      return `${stackName.slice(0, room - id.length)}-${id}-${suffix}`;
    },
  };
}

/** `arn:…:stack/name/uuid`. `earlier` is how many stacks had that name: each has an id of its own. */
export function stackId(
  stackName: string,
  earlier: number,
  arn: (service: string, resource: string) => string,
): string {
  const hex = createHash('sha256')
    .update(earlier === 0 ? stackName : `${stackName}\n${earlier}`)
    .digest('hex');
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return arn('cloudformation', `stack/${stackName}/${uuid}`);
}
