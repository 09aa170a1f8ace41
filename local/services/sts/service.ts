/** AWS Security Token Service: who calls, and keys for a role. */
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
  };
}
