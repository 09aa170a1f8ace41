/** What the examples of docs/guides/workflows are made of: each template with parameters that the systems that ship can serve. */
import type { WorkflowInput } from '../../../../contracts/workflow.ts';
import { TEMPLATES } from '../../../../domain/workflow/templates.ts';

const vehicleData = { type: 'object', required: ['layout', 'vehicle', 'readings'] };
const trouble = { type: 'object', required: ['caseId', 'vehicle', 'concern'] };
const object = (properties: Record<string, unknown>) =>
  ({ type: 'object', properties, required: Object.keys(properties) }) as WorkflowInput['input'] & object;

const analysis = { type: 'fleet.analysis.requested', reply: 'fleet.analysis.completed' } as const;
const booking = { type: 'fleet.scheduling.requested', reply: 'fleet.scheduling.completed' } as const;

/** The workshop's request for what the analysis `of` has found. */
const bookingFor = (of: string) => ({
  caseId: '{% $input.caseId %}',
  vehicle: `{% $${of}.vehicle %}`,
  concern: {
    condition: `{% $${of}.analysis.condition %}`,
    component: `{% $exists($${of}.analysis.diagnosis) ? $${of}.analysis.diagnosis.component : 'unknown' %}`,
    mode: `{% $exists($${of}.analysis.diagnosis) ? $${of}.analysis.diagnosis.mode : 'unknown' %}`,
    action: `{% $${of}.analysis.recommendedAction %}`,
  },
});

const vehicleAt = (id: string, sensors: Record<string, number>) => ({
  layout: 'vehicle',
  vehicle: {
    id,
    model: 'Transit',
    modelYear: 2022,
    customerId: `customer-of-${id}`,
    location: { latitude: 52.52, longitude: 13.4 },
  },
  readings: [{ at: '{% $now() %}', sensors }],
});

export const EXAMPLES: Readonly<Record<keyof typeof TEMPLATES, WorkflowInput>> = {
  'request-and-reply': TEMPLATES['request-and-reply'].make({
    id: 'vehicle-check',
    title: 'Check one vehicle',
    input: vehicleData,
    to: 'capability:failure-prediction',
    ...analysis,
    payload: '{% $input %}',
  }),
  'scatter-and-gather': TEMPLATES['scatter-and-gather'].make({
    id: 'second-opinions',
    title: 'Ask whoever can judge a vehicle, and take two answers of three',
    input: vehicleData,
    participants: {
      limits: 'capability:limit-check',
      anomalies: 'capability:anomaly-detection',
      failures: 'capability:failure-prediction',
    },
    ...analysis,
    payload: '{% $input %}',
    until: { quorum: 2 },
  }),
  saga: TEMPLATES.saga.make({
    id: 'workshop-visit',
    title: 'Check a vehicle, book the workshop and tell the customer, or none of it',
    input: object({ data: vehicleData, trouble }),
    actions: [
      { id: 'check', to: 'capability:failure-prediction', ...analysis, payload: '{% $input.data %}' },
      {
        id: 'book',
        to: 'capability:appointment-booking',
        ...booking,
        payload: '{% $input.trouble %}',
        undoFailed: true,
        undo: {
          to: 'role:orchestrator',
          type: 'fleet.operator.alerted',
          payload: {
            about: 'unanswered',
            reason: "{% 'Cancel the appointment of vehicle ' & $input.trouble.vehicle.id & ', if it has one.' %}",
            messageId: '{% $input.trouble.caseId %}',
            caseId: '{% $input.trouble.caseId %}',
            vehicleId: '{% $input.trouble.vehicle.id %}',
          },
        },
      },
      {
        id: 'tell',
        to: 'capability:customer-notice',
        type: 'fleet.engagement.requested',
        reply: 'fleet.engagement.completed',
        payload: '{% $input.trouble %}',
      },
    ],
  }),
  'escalation-chain': TEMPLATES['escalation-chain'].make({
    id: 'urgent-check',
    title: 'Have a vehicle judged by somebody, whoever it is',
    input: vehicleData,
    ...analysis,
    payload: '{% $input %}',
    levels: [
      { to: 'capability:failure-prediction', timeoutS: 20 },
      { to: 'role:analyst', timeoutS: 40 },
    ],
    person: {
      approvers: ['role:operator', 'role:admin'],
      question: 'Nobody could judge the vehicle. May it stay on the road?',
      timeoutS: 3_600,
    },
  }),
  'approval-gate': TEMPLATES['approval-gate'].make({
    id: 'booking-on-approval',
    title: 'Book the workshop when an operator approves',
    input: object({ caseId: { type: 'string', format: 'uuid' }, data: vehicleData }),
    timeoutS: 172_800,
    prepare: { to: 'capability:failure-prediction', ...analysis, payload: '{% $input.data %}' },
    approvers: ['role:operator'],
    question: "{% 'Book the workshop for vehicle ' & $prepare.vehicle.id & '?' %}",
    show: '{% $prepare.analysis %}',
    deadlineS: 86_400,
    escalation: { afterS: 3_600, to: ['role:admin'] },
    action: { to: 'capability:appointment-booking', ...booking, payload: bookingFor('prepare') },
  }),
  'periodic-report': TEMPLATES['periodic-report'].make({
    id: 'monday-check',
    title: 'How two vehicles are, every Monday at six',
    schedule: 'cron(0 6 ? * MON *)',
    timezone: 'Europe/Berlin',
    sections: {
      van: {
        to: 'capability:failure-prediction',
        ...analysis,
        payload: vehicleAt('van-1', { engineTemperatureC: 95, oilPressureKpa: 320, rpm: 1900 }),
      },
      truck: {
        to: 'capability:failure-prediction',
        ...analysis,
        payload: vehicleAt('truck-1', { engineTemperatureC: 96, oilPressureKpa: 45, rpm: 1900 }),
      },
    },
    deliver: {
      to: 'role:orchestrator',
      type: 'fleet.operator.alerted',
      payload: {
        about: 'insight',
        reason:
          "{% 'Weekly check: ' & $join([$each($report.sections, function($of, $name) { $name & ' ' & ($of = null ? 'unknown' : $of.analysis.condition) })], ', ') & '.' %}",
        messageId: '{% $execution %}',
      },
    },
  }),
  'plan-and-approve': TEMPLATES['plan-and-approve'].make({
    id: 'service-plan',
    title: 'Judge a vehicle twice, ask an operator, book the workshop',
    input: object({ caseId: { type: 'string', format: 'uuid' }, data: vehicleData }),
    plan: { to: 'capability:failure-prediction', ...analysis, payload: '{% $input.data %}' },
    criticise: {
      to: 'capability:anomaly-detection',
      ...analysis,
      payload: '{% $input.data %}',
      accepts: '{% $critique.analysis.condition = $plan.analysis.condition %}',
      reasons: "{% 'The second opinion is: ' & $critique.analysis.condition & '.' %}",
    },
    approvers: ['role:operator', 'role:admin'],
    question: "{% $plan.analysis.recommendedAction.text & ' Do it?' %}",
    deadlineS: 28_800,
    maxRounds: 2,
    execute: { to: 'capability:appointment-booking', ...booking, payload: bookingFor('approvedPlan') },
  }),
};
