/** Definitions: what is wrong is told with its place; a state can be tried alone. */
import { TestStateCommand, ValidateStateMachineDefinitionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { stateMachines } from './state-machines.ts';

/** What is wrong with a definition: place and sentence. */
async function problems(definition: unknown): Promise<[string | undefined, string | undefined][]> {
  const { client } = stateMachines(await testCloud());
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const { diagnostics = [] } = await client.send(new ValidateStateMachineDefinitionCommand({ definition: text }));
  return diagnostics.map(({ location, message }) => [location, message]);
}

const alone = (state: object) => ({ StartAt: 'S', States: { S: state } });

test('text that is not JSON is told as such', async () => {
  const [[, message] = []] = await problems('{"StartAt":');
  expect(message).toContain('JSON');
});

test('every mistake is told with its place', async () => {
  expect(await problems(alone({ Type: 'Pass', Next: 'T', Outptu: 1 }))).toEqual([
    ['/States/S/Outptu', 'Field is not supported by Step Functions'],
    ['/States/S/Next', "Missing 'Next' target: T"],
    ['/', 'There is no state that ends the state machine'],
  ]);
});

test('fields of the other query language are refused by name', async () => {
  expect(await problems(alone({ Type: 'Pass', Output: 1, End: true }))).toEqual([
    ['/States/S/Output', 'Field is not supported when QueryLanguage is JSONPath'],
  ]);
});

test('a JSONata expression that does not parse is refused', async () => {
  const found = await problems(alone({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $sum( %}', End: true }));
  expect(found).toHaveLength(1);
  expect(found[0]?.[0]).toBe('/States/S/Output');
});

test.each(['{% $a ?? 1 %}', '{% $a ?: 1 %}'])('an operator of a newer JSONata is refused: %s', async (Output) => {
  const found = await problems(alone({ Type: 'Pass', QueryLanguage: 'JSONata', Output, End: true }));
  expect(found.map(([at]) => at)).toEqual(['/States/S/Output']);
});

test('a state that cannot be reached is told', async () => {
  const found = await problems({ StartAt: 'S', States: { S: { Type: 'Succeed' }, T: { Type: 'Succeed' } } });
  expect(found).toEqual([['/States/T', 'State "T" is not reachable.']]);
});

test('one state is tested alone, with a mock in the place of its service', async () => {
  const { client } = stateMachines(await testCloud());
  const answer = await client.send(
    new TestStateCommand({
      definition: JSON.stringify({
        Type: 'Task',
        QueryLanguage: 'JSONata',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
        Output: '{% $states.result.Payload %}',
        Next: 'Then',
      }),
      input: '{"n":1}',
      inspectionLevel: 'DEBUG',
      mock: { result: '{"Payload":{"n":2}}' },
    }),
  );
  expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"n":2}', nextState: 'Then' });
  expect(answer.inspectionData?.afterArguments).toBe('{"FunctionName":"f","Payload":{"n":1}}');
});
