/**
 * The fleet system: predictive maintenance of vehicles.
 *
 *   vehicle data ──> orchestrator <──> analyst, engagement, scheduling         feedback ──> manufacturing ──> insights
 *
 * The orchestrator alone knows the order of work; the others know their channels and nobody else. Lanes are per priority
 * wherever a critical finding travels, so that it overtakes the many healthy ones.
 */

import { defineSystem } from './define.ts';
import {
  customerNotified,
  engagementCompleted,
  feedbackReceived,
  manufacturingInsight,
  operatorAlerted,
  schedulingCompleted,
} from './fleet/service-payloads.ts';
import { analysedVehicle, trouble, vehicleData } from './fleet/vehicle-payloads.ts';
import { platformChannels, platformMessages } from './platform.ts';

export const fleet = defineSystem({
  name: 'fleet',
  title: 'Fleet maintenance',
  messages: {
    ...platformMessages,
    'fleet.vehicle.data': vehicleData,
    'fleet.analysis.requested': vehicleData,
    'fleet.analysis.completed': analysedVehicle,
    'fleet.engagement.requested': trouble,
    'fleet.engagement.completed': engagementCompleted,
    'fleet.scheduling.requested': trouble,
    'fleet.scheduling.completed': schedulingCompleted,
    'fleet.feedback.received': feedbackReceived,
    'fleet.manufacturing.insight': manufacturingInsight,
    'fleet.customer.notified': customerNotified,
    'fleet.operator.alerted': operatorAlerted,
  },
  channels: {
    ...platformChannels,
    'fleet.telemetry': {
      title: 'Vehicle data',
      group: 'input',
      carries: ['fleet.vehicle.data'],
      lanes: 'per-priority',
    },
    'fleet.feedback': { title: 'Feedback', group: 'input', carries: ['fleet.feedback.received'], lanes: 'single' },
    'fleet.analysis.request': {
      title: 'Analyses wanted',
      group: 'processing',
      carries: ['fleet.analysis.requested'],
      lanes: 'per-priority',
    },
    'fleet.analysis.result': {
      title: 'Analyses',
      group: 'processing',
      carries: ['fleet.analysis.completed'],
      lanes: 'per-priority',
    },
    'fleet.engagement.request': {
      title: 'Customers to be asked',
      group: 'processing',
      carries: ['fleet.engagement.requested'],
      lanes: 'per-priority',
    },
    'fleet.engagement.result': {
      title: 'Answers of customers',
      group: 'processing',
      carries: ['fleet.engagement.completed'],
      lanes: 'per-priority',
    },
    'fleet.scheduling.request': {
      title: 'Appointments wanted',
      group: 'processing',
      carries: ['fleet.scheduling.requested'],
      lanes: 'per-priority',
    },
    'fleet.scheduling.result': {
      title: 'Appointments',
      group: 'processing',
      carries: ['fleet.scheduling.completed'],
      lanes: 'per-priority',
    },
    'fleet.insights': {
      title: 'Insights for manufacturing',
      group: 'output',
      carries: ['fleet.manufacturing.insight'],
      lanes: 'single',
    },
    'fleet.notifications': {
      title: 'Notices to customers and operators',
      group: 'output',
      carries: ['fleet.customer.notified', 'fleet.operator.alerted'],
      lanes: 'per-priority',
    },
  },
  inputs: ['fleet.telemetry', 'fleet.feedback'],
  agents: {
    orchestrator: {
      title: 'Orchestrator',
      role: 'orchestrator',
      capabilities: ['case-tracking', 'escalation-handling'],
      subscribes: [
        'fleet.telemetry',
        'fleet.analysis.result',
        'fleet.engagement.result',
        'fleet.scheduling.result',
        'fleet.insights',
        'fleet.notifications',
        'system.escalations',
        'system.errors',
      ],
      publishes: [
        'fleet.analysis.requested',
        'fleet.engagement.requested',
        'fleet.scheduling.requested',
        'fleet.operator.alerted',
      ],
      // Each answer moves a case once, by a conditional write; a second delivery publishes the same messages under the same ids.
      effects: 'pure',
      keepsState: true,
      entry: 'agents/fleet/orchestrator',
    },
    analyst: {
      title: 'Analyst',
      role: 'analyst',
      capabilities: ['limit-check', 'anomaly-detection', 'failure-prediction'],
      subscribes: ['fleet.analysis.request'],
      publishes: ['fleet.analysis.completed'],
      // A reading that is not newer than the last is not learned again, so a second delivery needs no claim.
      effects: 'pure',
      keepsState: true,
      entry: 'agents/fleet/analyst',
      memoryMb: 1024,
    },
    engagement: {
      title: 'Customer engagement',
      role: 'engagement',
      capabilities: ['customer-notice', 'customer-response'],
      subscribes: ['fleet.engagement.request'],
      publishes: ['fleet.engagement.completed', 'fleet.customer.notified'],
      // It asks people: asking twice is an annoyance that no id undoes.
      effects: 'once',
      keepsState: true,
      entry: 'agents/fleet/engagement',
    },
    scheduling: {
      title: 'Scheduling',
      role: 'scheduling',
      capabilities: ['appointment-booking'],
      subscribes: ['fleet.scheduling.request'],
      publishes: ['fleet.scheduling.completed', 'fleet.customer.notified'],
      // It books.
      effects: 'once',
      keepsState: true,
      entry: 'agents/fleet/scheduling',
    },
    manufacturing: {
      title: 'Manufacturing insights',
      role: 'manufacturing',
      capabilities: ['field-quality'],
      subscribes: ['fleet.feedback'],
      publishes: ['fleet.manufacturing.insight'],
      // Counts each feedback id once, by a conditional write.
      effects: 'pure',
      keepsState: true,
      entry: 'agents/fleet/manufacturing',
    },
  },
});
