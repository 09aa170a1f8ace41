/**
 * Says what deploying would change, and keeps it to be executed. It is complete when the answer comes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
import type { CreateChangeSetCommandOutput } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { StackRecord } from '../../../engine/stacks.ts';
import { type ChangeSet, changedAtMs } from '../change-sets.ts';
import type { CloudFormation } from '../context.ts';
import { validation } from '../errors.ts';
import { updatableStack } from '../found.ts';
import { flag, stackReference, wishMembers } from '../inputs.ts';
import { type Asked, wishOf } from '../wishes.ts';

const name = z
  .string()
  .regex(/^[a-zA-Z][-a-zA-Z0-9]*$/, 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*');

const { ClientRequestToken: _, ...members } = wishMembers;
const input = z.strictObject({
  ...members,
  StackName: stackReference,
  ChangeSetName: name.max(128),
  ChangeSetType: z.enum(['CREATE', 'UPDATE']).default('UPDATE'),
  UsePreviousTemplate: flag.optional(),
  Description: z.string().max(1024).optional(),
  ClientToken: z.string().max(128).optional(),
  OnStackFailure: z.enum(['ROLLBACK', 'DO_NOTHING', 'DELETE']).optional(),
  /** There are no nested stacks. */
  IncludeNestedStacks: flag.optional(),
  /** What exists already is not taken over: creating it fails, and says so. */
  ImportExistingResources: flag.optional(),
});
type Input = z.output<typeof input>;

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const createChangeSet = (cloudFormation: CloudFormation): Action =>
  action({
    name: 'CreateChangeSet',
    input,
    run(asked) {
      const { engine, stacks, changeSets } = cloudFormation;
      const before = stackBefore(cloudFormation, asked);
      const {
        ChangeSetName,
        StackName,
        ClientToken: ClientRequestToken,
        OnStackFailure: onFailure = 'ROLLBACK',
      } = asked;
      if (before && changeSets.find(ChangeSetName, before.id))
        throw new AwsError('AlreadyExistsException', `ChangeSet ${ChangeSetName} already exists`);
      const wanted: Asked = { ...asked, ClientRequestToken };
      const update = asked.ChangeSetType === 'UPDATE' ? before : undefined;
      const wish = wishOf(cloudFormation, before?.name ?? StackName, wanted, update, { onFailure });
      const plan = stacks.plan(wish);
      const stack = before ?? stacks.review(wish);
      const made: ChangeSet = {
        id: engine.arn('cloudformation', `changeSet/${ChangeSetName}/${engine.random.uuid()}`),
        name: ChangeSetName,
        stackId: stack.id,
        stackName: stack.name,
        createdAtMs: engine.clock.now(),
        stackAtMs: changedAtMs(stack),
        wish,
        plan,
        ...(asked.Description !== undefined && { description: asked.Description }),
        ...(plan.same
          ? { status: 'FAILED', reason: NO_CHANGES, executionStatus: 'UNAVAILABLE' }
          : { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }),
      };
      changeSets.put(made);
      return { Id: made.id, StackId: stack.id } satisfies Omit<CreateChangeSetCommandOutput, '$metadata'>;
    },
  });

/** For a creation, the empty stack that an earlier change set made. */
function stackBefore(
  { stacks }: CloudFormation,
  { StackName, ChangeSetType, ChangeSetName }: Input,
): StackRecord | undefined {
  if (ChangeSetType === 'UPDATE') return updatableStack(stacks, StackName);
  const stack = stacks.find(StackName);
  if (!stack || stack.status === 'REVIEW_IN_PROGRESS') return stack;
  throw validation(
    `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
  );
}
