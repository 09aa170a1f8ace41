/** The templates: their examples, which are the files of the guide, and what they refuse. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { workflowSchema } from '../../../../contracts/workflow.ts';
import { createCatalogue } from '../../../../domain/catalogue.ts';
import { compileWorkflow, machineText } from '../../../../domain/workflow/compile.ts';
import { escalationChain } from '../../../../domain/workflow/templates/escalation-chain.ts';
import { saga } from '../../../../domain/workflow/templates/saga.ts';
import { TEMPLATES } from '../../../../domain/workflow/templates.ts';
import { verifyWorkflow } from '../../../../domain/workflow/verify.ts';
import { accepted } from '../../../../local/services/states/definition/accepted.ts';
import { systems } from '../../../../systems/all.ts';
import { trouble, vehicleData } from '../../../../systems/fleet/vehicle-payloads.ts';
import { EXAMPLES } from './examples.ts';

const GUIDE = join(import.meta.dirname, '../../../../docs/guides/workflows');
const read = (file: string) => JSON.parse(readFileSync(join(GUIDE, file), 'utf8'));
const examples = Object.entries(EXAMPLES).map(([name, input]) => ({ name, input, of: workflowSchema.parse(input) }));

test('the guide has an example of each template, and an input for each that a person starts', () => {
  const names = Object.keys(TEMPLATES);
  const started = examples.filter(({ of }) => of.trigger.kind === 'manual').map(({ name }) => name);
  const files = [...names.map((name) => `${name}.json`), ...started.map((name) => `${name}.input.json`)];
  expect(readdirSync(GUIDE).sort()).toEqual(files.sort());
});

test.each(examples)('$name: the file is what the template makes', ({ name, input }) => {
  expect(read(`${name}.json`)).toEqual(input);
});

test.each(examples.filter(({ of }) => of.input))('$name: the input fits', ({ name, of }) => {
  const input = read(`${name}.input.json`);
  const schema = z.fromJSONSchema(of.input as Parameters<typeof z.fromJSONSchema>[0]);
  expect(schema.safeParse(input).error).toBeUndefined();
  expect(vehicleData.safeParse(input.data ?? input).error).toBeUndefined();
  if (input.trouble) expect(trouble.safeParse(input.trouble).error).toBeUndefined();
});

const catalogue = createCatalogue(systems);

test.each(examples)('$name: nothing is wrong with it on the systems that ship', ({ of }) => {
  expect(verifyWorkflow(of, { catalogue, workflows: new Map() })).toEqual([]);
});

test.each(examples)('$name: its machine is one that Step Functions takes', ({ of }) => {
  const channelOf = (type: string) => catalogue.types.get(type)?.channel.name;
  const machine = machineText(compileWorkflow(of, { prefix: 'signalbox-dev', channelOf }));
  expect(() => accepted(machine, 'STANDARD')).not.toThrow();
});

const about = { id: 'trial', title: 'Trial' };
const ask = { to: 'role:worker', type: 'trial.do', payload: {}, reply: 'trial.done' };
const undo = { type: 'trial.undo', payload: {} };

test('a saga undoes what was done, the last first, and the failed action only when told', () => {
  const { steps } = workflowSchema.parse(
    saga({
      ...about,
      actions: [
        { id: 'reserve', ...ask, undo },
        { id: 'look', ...ask },
        { id: 'pay', ...ask, undo: { ...undo, to: 'role:refunder' } },
        { id: 'send', ...ask, undo, undoFailed: true },
      ],
    }),
  );
  const undone = steps.map((step) => step.catch?.[0]?.steps?.map(({ id }) => id));
  expect(undone).toEqual([
    undefined,
    ['undoReserveAfterLook'],
    ['undoReserveAfterPay'],
    ['undoSendAfterSend', 'undoPayAfterSend', 'undoReserveAfterSend'],
  ]);
  expect(steps.every((step) => (step.catch ?? []).every(({ outcome }) => outcome === 'fail'))).toBe(true);
});

test('a saga of eleven actions is refused with the remedy', () => {
  const actions = Array.from({ length: 11 }, (_, i) => ({ id: `step${i}`, ...ask, undo }));
  expect(() => saga({ ...about, actions })).toThrow(/takes 10 actions, this one has 11: .*subworkflow/);
  expect(workflowSchema.safeParse(saga({ ...about, actions: actions.slice(1) })).success).toBe(true);
});

test('an escalation chain goes from level to level; too few and too many are refused', () => {
  const levels = Array.from({ length: 7 }, () => ({ to: 'role:worker', timeoutS: 10 }));
  const person = { approvers: ['role:operator'], question: 'Well?', timeoutS: 60 };
  const chain = (n: number) => escalationChain({ ...about, ...ask, levels: levels.slice(0, n), person });
  expect(() => chain(1)).toThrow(/2 to 6 levels, this one 1/);
  expect(() => chain(7)).toThrow(/2 to 6 levels, this one 7/);
  const path: string[] = [];
  for (let step = workflowSchema.parse(chain(6)).steps[0]; step; step = step.catch?.[0]?.steps?.[0]) path.push(step.id);
  expect(path).toEqual(['level1', 'level2', 'level3', 'level4', 'level5', 'level6', 'person']);
});
