/** Filter criteria of SQS sources. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html */
import { compilePattern } from '../../../engine/pattern/compile.ts';
import { type JsonNode, PatternError, parseJson } from '../../../engine/pattern/json.ts';
import { patternMatches } from '../../../engine/pattern/rule-index.ts';
import type { QueueMessage } from '../../../engine/ports.ts';
import { invalidValue } from '../names.ts';
import { recordOf } from './event.ts';

export type Filter = (message: QueueMessage) => boolean;

/** True for messages that one of the patterns matches. Throws AWS's refusal of a pattern that is none. */
export function compileFilter(patterns: readonly string[], sourceArn: string, region: string): Filter {
  const compiled = patterns.map((text) => {
    try {
      return compilePattern(text);
    } catch (error) {
      if (error instanceof PatternError) throw invalidValue('Invalid filter pattern definition.');
      throw error;
    }
  });
  return (message) => {
    const record = asRecord(message, sourceArn, region);
    return compiled.some((pattern) => patternMatches(pattern, record));
  };
}

/** A body that is JSON is matched as JSON, any other as a string. */
function asRecord(message: QueueMessage, sourceArn: string, region: string): JsonNode {
  const { body, ...facts } = recordOf(message, sourceArn, region);
  const record = parseJson(JSON.stringify(facts));
  return record.kind === 'object' ? { ...record, entries: [...record.entries, ['body', bodyNode(body)]] } : record;
}

function bodyNode(body: string): JsonNode {
  try {
    return parseJson(body);
  } catch {
    return { kind: 'string', at: 0, value: body };
  }
}
