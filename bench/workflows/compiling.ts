/** Definitions of ten steps a second: compiled, and all that a registration does with one before anything is created. */
import { workflowSchema } from '../../contracts/workflow.ts';
import { createCatalogue } from '../../domain/catalogue.ts';
import { compileWorkflow, machineText } from '../../domain/workflow/compile.ts';
import { verifyWorkflow } from '../../domain/workflow/verify.ts';
import { tenSteps } from './definitions.ts';
import type { AddHere } from './measure-flows.ts';
import { systems } from './stage/systems.ts';

const FOR_MS = 1_500;
const AT_ONCE = 50;

/** Definitions differ in their id, so that nothing can be kept from one to the next. */
const definitions = Array.from({ length: AT_ONCE }, (_, i) => ({ ...tenSteps, id: `ten-steps-${i}` }));

function perSecond(work: (index: number) => unknown): number {
  for (let i = 0; i < AT_ONCE * 4; i++) work(i % AT_ONCE);
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < FOR_MS) {
    for (let i = 0; i < AT_ONCE; i++) work(i);
    done += AT_ONCE;
  }
  return (done * 1000) / (performance.now() - started);
}

export function measureCompiling(add: AddHere): void {
  const catalogue = createCatalogue(systems);
  const env = { prefix: 'signalbox-dev', channelOf: (type: string) => catalogue.types.get(type)?.channel.name };
  const parsed = definitions.map((one) => workflowSchema.parse(one));
  const at = (i: number) => parsed[i] ?? workflowSchema.parse(tenSteps);
  add(
    '10 steps compiled',
    'definitions/s',
    perSecond((i) => machineText(compileWorkflow(at(i), env))),
    'at least 2,000',
  );
  const workflows = new Map();
  const whole = (i: number) => {
    const definition = workflowSchema.parse(definitions[i]);
    const findings = verifyWorkflow(definition, { catalogue, workflows });
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (errors.length) throw new Error(`The bench's definition is refused: ${JSON.stringify(errors)}`);
    return machineText(compileWorkflow(definition, env));
  };
  add('10 steps parsed, verified and compiled', 'definitions/s', perSecond(whole));
}
