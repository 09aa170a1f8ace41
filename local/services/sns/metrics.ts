/** What SNS counts, for alarms and dashboards. https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
import type { Engine } from '../../engine/engine.ts';

type Metric =
  | 'NumberOfMessagesPublished'
  | 'NumberOfNotificationsDelivered'
  | 'NumberOfNotificationsFailed'
  | 'NumberOfNotificationsFilteredOut'
  | 'NumberOfNotificationsRedrivenToDlq'
  | 'PublishSize';

export function count(engine: Engine, TopicName: string, name: Metric, value = 1, unit = 'Count'): void {
  engine.ports
    .get('metrics')
    .put([{ namespace: 'AWS/SNS', name, dimensions: { TopicName }, unit, atMs: engine.clock.now(), values: [value] }]);
}
