/** The alarms and their history: state only, written through; who evaluates them is in evaluator.ts. */
import type { Engine } from '../../../engine/engine.ts';
import { noSuchAlarm } from '../errors.ts';
import { MOST_HISTORY } from '../limits.ts';
import type { Alarm, HistoryItem } from './model.ts';

export type AlarmStore = ReturnType<typeof openAlarmStore>;

export function openAlarmStore(engine: Engine) {
  const rows = engine.store.collection<Alarm>('monitoring.alarms');
  const historyRows = engine.store.collection<readonly HistoryItem[]>('monitoring.alarm-history');
  const alarms = new Map(rows.entries());
  const history = new Map(historyRows.entries());

  const nameOf = (nameOrArn: string): string => nameOrArn.split(':alarm:')[1] ?? nameOrArn;

  return {
    arn: (name: string): string => engine.arn('cloudwatch', `alarm:${name}`),
    all: (): Alarm[] => [...alarms.values()],
    find: (nameOrArn: string): Alarm | undefined => alarms.get(nameOf(nameOrArn)),
    get(nameOrArn: string): Alarm {
      const found = alarms.get(nameOf(nameOrArn));
      if (!found) throw noSuchAlarm();
      return found;
    },
    put(alarm: Alarm): void {
      alarms.set(alarm.name, alarm);
      rows.put(alarm.name, alarm);
    },
    remove(name: string): void {
      alarms.delete(name);
      rows.delete(name);
    },
    /** What became of an alarm stays known when the alarm is gone. */
    record(item: Omit<HistoryItem, 'atMs'>): void {
      const items = [...(history.get(item.alarm) ?? []), { ...item, atMs: engine.clock.now() }].slice(-MOST_HISTORY);
      history.set(item.alarm, items);
      historyRows.put(item.alarm, items);
    },
    history: (name?: string): HistoryItem[] =>
      name === undefined ? [...history.values()].flat() : [...(history.get(name) ?? [])],
  };
}
