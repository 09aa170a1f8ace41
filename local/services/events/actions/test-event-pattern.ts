/**
 * Tells whether a pattern matches an event, without any rule.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 */
import type { TestEventPatternCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type JsonNode, PatternError, parseJson } from '../../../engine/pattern/json.ts';
import { patternMatches } from '../../../engine/pattern/rule-index.ts';
import { type Action, action } from '../../../engine/service.ts';
import { invalid } from '../errors.ts';
import { checkedPattern } from '../patterns.ts';

const input = z.strictObject({ EventPattern: z.string(), Event: z.string() });

/** The documentation asks for `resources` too; the service does not. */
const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export const testEventPattern = (): Action =>
  action({
    name: 'TestEventPattern',
    input,
    run({ EventPattern, Event }) {
      const event = eventOf(Event);
      const Result = patternMatches(checkedPattern(EventPattern), event);
      return { Result } satisfies Omit<TestEventPatternCommandOutput, '$metadata'>;
    },
  });

function eventOf(text: string): JsonNode {
  let node: JsonNode | undefined;
  try {
    node = parseJson(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
  }
  if (node?.kind !== 'object') throw invalid('Parameter Event is not valid.');
  const names = new Set(node.entries.map(([name]) => name));
  const missing = MANDATORY.find((name) => !names.has(name));
  if (missing) throw invalid(`Parameter Event is not valid. Reason: ${missing} is a required argument.`);
  return node;
}
