/** Which lost messages are the orchestrator's business: the platform's channels carry those of all systems. */
import { ORCHESTRATOR, type Waiting } from '../../../../domain/fleet/conversation.ts';

/** Requests and answers, with the stage that waits for them. */
const STAGES: Readonly<Record<string, Waiting>> = {
  'fleet.analysis.requested': 'analysing',
  'fleet.analysis.completed': 'analysing',
  'fleet.engagement.requested': 'engaging',
  'fleet.engagement.completed': 'engaging',
  'fleet.scheduling.requested': 'scheduling',
  'fleet.scheduling.completed': 'scheduling',
};
/** Alerts are left out: to alert about a lost alert would go round for ever. */
const TOLD: ReadonlySet<string> = new Set([...Object.keys(STAGES), 'fleet.vehicle.data', 'fleet.feedback.received']);

export const isOurRequest = (messageType: string, sender: string): boolean =>
  sender === ORCHESTRATOR && messageType in STAGES;

export const isWorthTelling = (messageType: string | undefined): messageType is string =>
  messageType !== undefined && TOLD.has(messageType);

/** The stage whose answer died before the orchestrator could take it: no deadline notices, for the answer was given. */
export const stageOfLostAnswer = (messageType: string): Waiting | undefined =>
  messageType.endsWith('.completed') ? STAGES[messageType] : undefined;
