/** Which of the two data-flows a state has. */
import type { Branch } from '../run/branch.ts';
import type { Flow } from './contract.ts';
import { jsonataFlow } from './jsonata-flow.ts';
import { jsonPathFlow } from './jsonpath-flow.ts';

/** A state's own query language, or that of the whole definition. */
export const flowOf = (branch: Branch): Flow =>
  (branch.state.QueryLanguage ?? branch.run.machine.QueryLanguage) === 'JSONata' ? jsonataFlow : jsonPathFlow;
