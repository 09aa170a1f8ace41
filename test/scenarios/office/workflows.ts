/** Workflows that are deployed with the office: what comes in heavy is told and weighed, and looked at again every three hours. */
import type { WorkflowInput } from '../../../contracts/workflow.ts';

const weighed: WorkflowInput = {
  id: 'weighed',
  title: 'Weighs in tons',
  timeoutS: 60,
  steps: [{ id: 'tons', kind: 'transform', output: { tons: '{% $input.kilos / 1000 %}' } }],
};

/** Started by a message, tells, calls another workflow, and waits for the next delivery of the same order. */
const heavyDelivery: WorkflowInput = {
  id: 'heavy-delivery',
  title: 'Takes in what is heavy',
  timeoutS: 3_600,
  trigger: { kind: 'message', type: 'office.delivery', where: { payload: { weight: [{ numeric: ['>', 1_000] }] } } },
  steps: [
    { id: 'tell', kind: 'message', type: 'office.notice', payload: { text: '{% $input.payload.order %}' } },
    { id: 'weigh', kind: 'subworkflow', workflow: 'weighed', input: { kilos: '{% $input.payload.weight %}' } },
    {
      id: 'rest',
      kind: 'wait',
      timeoutS: 600,
      message: { type: 'office.delivery', where: { 'payload.order': '{% $input.payload.order %}' } },
    },
  ],
  result: { tons: '{% $weigh.tons %}', rest: '{% $rest.weight %}' },
};

const regularLook: WorkflowInput = {
  id: 'regular-look',
  title: 'Looks again every three hours',
  timeoutS: 60,
  trigger: { kind: 'schedule', expression: 'rate(3 hours)', input: { looks: 'again' } },
  steps: [{ id: 'look', kind: 'transform', output: '{% $input.looks %}' }],
};

export const officeWorkflows: readonly WorkflowInput[] = [weighed, heavyDelivery, regularLook];
