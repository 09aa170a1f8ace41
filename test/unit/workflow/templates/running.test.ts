/** The examples of the templates, run on Step Functions with scripted answers: what they give, and what they do when steps fail. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workflowSchema } from '../../../../contracts/workflow.ts';
import { createCatalogue } from '../../../../domain/catalogue.ts';
import { compileWorkflow, machineText } from '../../../../domain/workflow/compile.ts';
import type { TEMPLATES } from '../../../../domain/workflow/templates.ts';
import { systems } from '../../../../systems/all.ts';
import { PREFIX, type Ran, runScripted, type Script } from './scripted.ts';

const GUIDE = join(import.meta.dirname, '../../../../docs/guides/workflows');
const read = (file: string) => JSON.parse(readFileSync(join(GUIDE, file), 'utf8'));
const catalogue = createCatalogue(systems);

async function runExample(name: keyof typeof TEMPLATES, script: Script): Promise<Ran> {
  const definition = workflowSchema.parse(read(`${name}.json`));
  const channelOf = (type: string) => catalogue.types.get(type)?.channel.name;
  const machine = machineText(compileWorkflow(definition, { prefix: PREFIX, channelOf }));
  return runScripted(machine, definition.trigger.kind === 'manual' ? read(`${name}.input.json`) : {}, script);
}

const gives = (...outputs: unknown[]) => outputs.map((output) => ({ output }));
const fails = (error: string) => [{ error }];
const analysis = (condition: string) => ({
  vehicle: { id: 'van-1' },
  analysis: { condition, recommendedAction: { code: 'none', text: 'Nothing.' } },
});
const decided = (approved: boolean, reason?: string) => ({
  approved,
  decisions: [{ by: 'principal:admin', decision: approved ? 'approved' : 'rejected', ...(reason && { reason }) }],
});
const succeeded = (output: unknown) => ({ status: 'SUCCEEDED', output, error: undefined, cause: undefined });

test('request and reply', async () => {
  const ran = await runExample('request-and-reply', { request: gives(analysis('healthy')) });
  expect(ran).toEqual(succeeded(analysis('healthy')));
});

test('request and reply: tried three times', async () => {
  const script = { request: [...fails('ParticipantFailed'), ...fails('NotDelivered'), ...gives('late')] };
  expect(await runExample('request-and-reply', script)).toEqual(succeeded('late'));
});

test('scatter and gather: one answer, and nobody missing', async () => {
  const gathered = {
    answers: [{ from: 'agent:a', payload: { n: 1 }, messageId: 'm' }],
    failed: [],
    missing: ['agent:b'],
  };
  const ran = await runExample('scatter-and-gather', { gather: gives(gathered) });
  expect(ran).toEqual(succeeded({ answers: [{ n: 1 }], from: ['agent:a'], missing: ['agent:b'] }));
});

test('scatter and gather: no answer', async () => {
  const ran = await runExample('scatter-and-gather', { gather: gives({ answers: [], failed: [], missing: [] }) });
  expect(ran).toEqual(succeeded({ answers: [], from: [], missing: [] }));
});

test('saga: all done', async () => {
  const ran = await runExample('saga', { check: gives('checked'), book: gives('booked'), tell: gives('told') });
  expect(ran).toEqual(succeeded('told'));
});

test('saga: the last action fails, the one before is undone, and the workflow fails with its error', async () => {
  const script = { check: gives(1), book: gives(2), tell: fails('ParticipantFailed') };
  const ran = await runExample('saga', { ...script, undoBookAfterTell: gives({}) });
  expect(ran).toMatchObject({ status: 'FAILED', error: 'ParticipantFailed' });
  const stuck = await runExample('saga', { ...script, undoBookAfterTell: fails('NobodyAddressed') });
  expect(stuck).toMatchObject({ status: 'FAILED', error: 'NobodyAddressed' });
});

test('escalation chain: the second level answers when the first is silent, a person when nobody does', async () => {
  const answered = { level1: ['silent'], level2: gives(analysis('watch')) } as const;
  expect(await runExample('escalation-chain', answered)).toEqual(succeeded(analysis('watch')));
  const script = { level1: ['silent'], level2: fails('ParticipantFailed'), person: gives(decided(false)) } as const;
  expect(await runExample('escalation-chain', script)).toEqual(succeeded(decided(false)));
});

test('approval gate: approved', async () => {
  const script = {
    prepare: gives(analysis('warning')),
    approve: gives(decided(true)),
    act: gives({ outcome: 'booked' }),
  };
  const ran = await runExample('approval-gate', script);
  expect(ran).toEqual(succeeded({ ...decided(true), output: { outcome: 'booked' } }));
});

test('approval gate: rejected, and nothing is done', async () => {
  const ran = await runExample('approval-gate', {
    prepare: gives(analysis('warning')),
    approve: gives(decided(false)),
  });
  expect(ran).toEqual(succeeded({ ...decided(false), output: null }));
});

test('periodic report: a section that cannot be had is null', async () => {
  const ran = await runExample('periodic-report', {
    van: gives(analysis('healthy')),
    truck: fails('ParticipantFailed'),
  });
  expect(ran).toEqual(succeeded({ sections: { van: analysis('healthy'), truck: null }, missing: ['truck'] }));
});

test('plan and approve: the critic refuses once, a person approves then', async () => {
  const script = {
    plan: gives(analysis('watch'), analysis('warning')),
    critique: gives(analysis('warning')),
    approve: gives(decided(true)),
    execute: gives({ outcome: 'booked' }),
  };
  expect(await runExample('plan-and-approve', script)).toEqual(succeeded({ rounds: 2, output: { outcome: 'booked' } }));
});

test('plan and approve: a person rejects every plan', async () => {
  const script = {
    plan: gives(analysis('warning')),
    critique: gives(analysis('warning')),
    approve: gives(decided(false, 'too dear')),
  };
  expect(await runExample('plan-and-approve', script)).toMatchObject({ status: 'FAILED', error: 'RoundsExhausted' });
});
