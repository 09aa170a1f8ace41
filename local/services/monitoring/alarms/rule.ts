/**
 * Rules of composite alarms: `ALARM(a) AND (NOT OK("b") OR TRUE)`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html (AlarmRule)
 */
import { validation } from '../errors.ts';
import type { State } from './model.ts';

export interface Rule {
  /** Names or ARNs of the alarms that it asks. */
  readonly alarms: readonly string[];
  holds(stateOf: (alarm: string) => State): boolean;
}

type Test = (stateOf: (alarm: string) => State) => boolean;

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/y;
const ASKS: Readonly<Record<string, State>> = { ALARM: 'ALARM', OK: 'OK', INSUFFICIENT_DATA: 'INSUFFICIENT_DATA' };

/** Reads a rule. Throws a ValidationException when it is not one. */
export function parseRule(text: string): Rule {
  const tokens = tokenize(text);
  const alarms: string[] = [];
  let at = 0;
  const fail = () =>
    validation(`AlarmRule is not valid near '${tokens.slice(at, at + 3).join(' ') || 'its end'}': ${text}`);
  const take = (word: string): boolean => {
    if (tokens[at]?.toUpperCase() !== word) return false;
    at += 1;
    return true;
  };

  function or(): Test {
    let left = and();
    while (take('OR')) {
      const [a, b] = [left, and()];
      left = (stateOf) => a(stateOf) || b(stateOf);
    }
    return left;
  }
  function and(): Test {
    let left = not();
    while (take('AND')) {
      const [a, b] = [left, not()];
      left = (stateOf) => a(stateOf) && b(stateOf);
    }
    return left;
  }
  function not(): Test {
    if (!take('NOT')) return atom();
    const inner = not();
    return (stateOf) => !inner(stateOf);
  }
  function atom(): Test {
    if (take('(')) {
      const inner = or();
      if (!take(')')) throw fail();
      return inner;
    }
    if (take('TRUE')) return () => true;
    if (take('FALSE')) return () => false;
    const wanted = ASKS[tokens[at] ?? ''];
    const alarm = tokens[at + 2];
    if (!wanted || tokens[at + 1] !== '(' || alarm === undefined || tokens[at + 3] !== ')') throw fail();
    at += 4;
    alarms.push(alarm);
    return (stateOf) => stateOf(alarm) === wanted;
  }

  const holds = or();
  if (at !== tokens.length) throw fail();
  return { alarms, holds };
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    tokens.push(match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? '');
    end = TOKEN.lastIndex;
  }
  if (text.slice(end).trim() !== '')
    throw validation(`AlarmRule is not valid near '${text.slice(end, end + 20)}': ${text}`);
  return tokens;
}
