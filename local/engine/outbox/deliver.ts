/** One attempt at many deliveries: in one batch for each target, and only as a role that may. */
import { parseArn } from '../arn.ts';
import type { AwsError } from '../aws-error.ts';
import type { Engine } from '../engine.ts';
import { asAwsError, type Parcel } from './parcel.ts';

/** What a role must be allowed before a service delivers as that role. */
const ACTION_OF: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  lambda: 'lambda:InvokeFunction',
  events: 'events:PutEvents',
  states: 'states:StartExecution',
  sns: 'sns:Publish',
  logs: 'logs:PutLogEvents',
};

interface Batch {
  readonly target: string;
  readonly roleArn: string | undefined;
  readonly places: number[];
}

/** The failures, by the place of their parcel; the others have arrived. */
export async function deliverAll(
  engine: Engine,
  service: string,
  parcels: readonly Parcel[],
): Promise<ReadonlyMap<number, AwsError>> {
  const failures = new Map<number, AwsError>();
  await Promise.all(
    batches(parcels).map(async ({ target, roleArn, places }) => {
      try {
        if (roleArn) checkRole(engine, service, roleArn, target);
        const errors = await deliverBatch(
          engine,
          target,
          places.flatMap((i) => parcels[i] ?? []),
        );
        for (const [n, i] of places.entries()) {
          const error = errors[n];
          if (error) failures.set(i, error);
        }
      } catch (error) {
        for (const i of places) failures.set(i, asAwsError(error));
      }
    }),
  );
  return failures;
}

function batches(parcels: readonly Parcel[]): Batch[] {
  const found = new Map<string, Batch>();
  for (const [i, { target, delivery }] of parcels.entries()) {
    const { roleArn } = delivery.source;
    const key = roleArn === undefined ? target : `${target} ${roleArn}`;
    const batch = found.get(key);
    if (batch) batch.places.push(i);
    else found.set(key, { target, roleArn, places: [i] });
  }
  return [...found.values()];
}

async function deliverBatch(
  engine: Engine,
  arn: string,
  parcels: readonly Parcel[],
): Promise<(AwsError | undefined)[]> {
  const target = engine.ports.target(arn);
  const deliveries = parcels.map(({ delivery }) => delivery);
  if (target.deliverBatch) return target.deliverBatch(arn, deliveries);
  return Promise.all(deliveries.map((delivery) => target.deliver(arn, delivery).then(() => undefined, asAwsError)));
}

/** Throws AccessDenied. */
function checkRole(engine: Engine, service: string, roleArn: string, resource: string): void {
  const identity = engine.ports.get('identity');
  const { accessKeyId } = identity.credentialsFor(roleArn, service);
  const action = ACTION_OF[parseArn(resource)?.service ?? ''] ?? '*';
  identity.authorize(identity.principalOf(accessKeyId), action, resource);
}
