/** AWS Security Token Service: who calls, and keys for a role. */
import { AwsError } from '../../engine/aws-error.ts';
import { validationError } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { assumeRole } from './actions/assume-role.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';

export function createSts(engine: Engine): Service {
  return {
    name: 'sts',
    protocols: [{ kind: 'query', version: '2011-06-15', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' }],
    actions: [getCallerIdentity(), assumeRole(engine)],
    resources: [],
    // The query protocol's name for it. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    invalidInput: (error, action) => new AwsError('ValidationError', validationError(error, action).message),
  };
}
