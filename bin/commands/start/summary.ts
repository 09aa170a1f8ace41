/** What came of a run, as a table for people: detected against injected, or the engines with the shortest lives. */
import type { Analysis } from '../../../domain/fleet/analysis.ts';
import { detections, type StepAnalysis } from '../../../domain/fleet/detections.ts';
import type { Feed } from './feed.ts';
import type { Story } from './history.ts';
import { columns } from './table.ts';

const SHOWN = 12;

interface Analysed {
  readonly correlationId: string;
  readonly analysis: Analysis;
  readonly sentAt: string;
}

export function summarise({ labels, rounds }: Feed, stories: readonly Story[]): string[] {
  const analysed = stories.flatMap(({ message }): Analysed[] =>
    message.type === 'fleet.analysis.completed'
      ? [
          {
            correlationId: message.correlationId,
            sentAt: message.sentAt,
            analysis: (message.payload as { analysis: Analysis }).analysis,
          },
        ]
      : [],
  );
  return labels.length > 0 ? detected(labels, analysed, stepsOf(rounds)) : shortestLives(analysed);
}

const stepsOf = (rounds: Feed['rounds']): Map<string, number> =>
  new Map(rounds.flatMap((round, step) => round.map(({ id = '' }) => [id, step] as const)));

function detected(
  labels: Feed['labels'],
  analysed: readonly Analysed[],
  stepOf: ReadonlyMap<string, number>,
): string[] {
  const analyses = analysed.flatMap(
    ({ correlationId, analysis: { vehicleId, condition, diagnosis } }): StepAnalysis[] => {
      const step = stepOf.get(correlationId);
      return step === undefined ? [] : [{ vehicleId, step, condition, ...(diagnosis && { mode: diagnosis.mode }) }];
    },
  );
  const rows = detections(labels, analyses).map(
    ({ vehicleId, injected, onsetStep, alarm, delaySteps, falseAlarms, verdict }) => [
      vehicleId,
      injected === 'none' ? '–' : `${injected} from step ${onsetStep}`,
      alarm ? `${alarm.mode} (${alarm.condition}) at step ${alarm.step}` : '–',
      delaySteps === undefined ? '' : `${delaySteps} steps`,
      String(falseAlarms),
      verdict,
    ],
  );
  return columns([['vehicle', 'injected', 'detected', 'after', 'false alarms', 'verdict'], ...rows]);
}

function shortestLives(analysed: readonly Analysed[]): string[] {
  const latest = new Map<string, Analysed>();
  for (const one of analysed) {
    const before = latest.get(one.analysis.vehicleId);
    if (!before || one.sentAt >= before.sentAt) latest.set(one.analysis.vehicleId, one);
  }
  const lives = [...latest.values()].flatMap(({ analysis }) =>
    analysis.prediction
      ? [{ analysis, life: analysis.prediction.remainingUsefulLife, confidence: analysis.prediction.confidence }]
      : [],
  );
  const rows = lives
    .sort((a, b) => a.life.value - b.life.value)
    .slice(0, SHOWN)
    .map(({ analysis, life, confidence }) => [
      analysis.vehicleId,
      analysis.condition,
      `${Math.round(life.value)} ${life.unit} (${Math.round(life.low)} – ${Math.round(life.high)})`,
      `${Math.round(confidence * 100)} %`,
    ]);
  return columns([['vehicle', 'condition', 'remaining life', 'confidence'], ...rows]);
}
