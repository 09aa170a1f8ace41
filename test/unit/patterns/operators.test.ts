/** Each operator of event patterns, and what is refused. Examples from AWS's documentation of the operators. */
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../local/engine/pattern/compile.ts';
import { PatternError, parseJson } from '../../../local/engine/pattern/json.ts';
import { patternMatches } from '../../../local/engine/pattern/rule-index.ts';

const matches = (pattern: string, event: string): boolean => patternMatches(compilePattern(pattern), parseJson(event));
/** One field: the alternatives as written, the value as written. */
const field = (alternatives: string, value: string): boolean => matches(`{"a":[${alternatives}]}`, `{"a":${value}}`);

describe('an operator holds', () => {
  test.each([
    ['"x"', '"x"'],
    ['"x"', '["y","x"]'],
    ['1', '1.0'],
    ['1e2', '100'],
    ['null', 'null'],
    ['{"prefix":""}', '"x"'],
    ['{"prefix":{"equals-ignore-case":"AB"}}', '"abc"'],
    ['{"suffix":".png"}', '"a.png"'],
    ['{"suffix":{"equals-ignore-case":".PNG"}}', '"a.png"'],
    ['{"equals-ignore-case":"ÄB"}', '"äb"'],
    ['{"wildcard":"a*c*e"}', '"abcde"'],
    ['{"wildcard":"*"}', '""'],
    ['{"wildcard":"a\\\\*"}', '"a*"'],
    ['{"numeric":["=",301.8]}', '3.018e2'],
    ['{"numeric":[">",0,"<=",5]}', '5'],
    ['{"cidr":"10.0.0.0/24"}', '"10.0.0.255"'],
    ['{"cidr":"2001:db8::/32"}', '"2001:0db8::1"'],
    ['{"exists":true}', 'null'],
    ['{"anything-but":"x"}', '7'],
    ['{"anything-but":[1,2]}', '"1"'],
    ['{"anything-but":{"prefix":["a","b"]}}', '"c"'],
    ['{"anything-but":{"wildcard":"*/lib/*"}}', '"/usr/bin/x"'],
  ])('%s on %s', (alternatives, value) => {
    expect(field(alternatives, value)).toBe(true);
  });
});

describe('an operator does not hold', () => {
  test.each([
    ['"1"', '1'],
    ['1', '"1"'],
    ['"null"', 'null'],
    ['{"prefix":"1"}', '12'],
    ['{"equals-ignore-case":"x"}', '["xy"]'],
    ['{"wildcard":"a*a"}', '"a"'],
    ['{"numeric":["<",5]}', '"4"'],
    ['{"numeric":[">",0]}', 'null'],
    ['{"cidr":"10.0.0.0/24"}', '"10.0.0.256"'],
    ['{"cidr":"10.0.0.0/24"}', '"::ffff:10.0.0.1"'],
    ['{"exists":true}', '[]'],
    ['{"exists":true}', '{}'],
    ['{"exists":false}', '0'],
    ['{"anything-but":{"equals-ignore-case":["X"]}}', '"x"'],
    ['{"anything-but":"x"}', '"x"'],
  ])('%s on %s', (alternatives, value) => {
    expect(field(alternatives, value)).toBe(false);
  });
});

describe('the whole pattern', () => {
  test('keys with dots and nested keys are one', () => {
    expect(matches('{"detail.state":["on"]}', '{"detail":{"state":"on"}}')).toBe(true);
    expect(matches('{"detail":{"state":["on"]}}', '{"detail.state":"on"}')).toBe(true);
  });

  test('all keys must hold within one element of an array', () => {
    const pattern = '{"cars":{"color":["red"],"speed":[9]}}';
    expect(matches(pattern, '{"cars":[{"color":"red","speed":1},{"color":"blue","speed":9}]}')).toBe(false);
    expect(matches(pattern, '{"cars":[{"color":"red","speed":1},{"color":"red","speed":9}]}')).toBe(true);
  });

  test('$or takes either side, and what it says of a name wins over what stands before it', () => {
    const pattern = '{"a":["x"],"$or":[{"a":["z"]},{"b":[1]}]}';
    expect(matches(pattern, '{"a":"z"}')).toBe(true);
    expect(matches(pattern, '{"a":"x","b":1}')).toBe(true);
    expect(matches(pattern, '{"a":"x"}')).toBe(false);
  });

  test('$or is a plain name where it lists no patterns', () => {
    expect(matches('{"$or":["x","y"]}', '{"$or":"y"}')).toBe(true);
    expect(matches('{"$or":[{"prefix":"x"},{"prefix":"y"}]}', '{"$or":"yes"}')).toBe(true);
  });

  test('numbers that a double cannot hold are compared as written', () => {
    expect(field('0.1000000000000000055', '0.1')).toBe(false);
    expect(field('9007199254740993', '9007199254740993')).toBe(true);
    expect(field('9007199254740993', '9007199254740992')).toBe(false);
  });
});

describe('a pattern is refused', () => {
  test.each([
    ['{}', 'Empty objects are not allowed'],
    ['{"a":{}}', 'Empty objects are not allowed'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":"x"}', '"a" must be an object or an array'],
    ['[]', 'Filter is not an object'],
    ['{"a":[["x"]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a":[{"matches":"x"}]}', 'Unrecognized match type matches'],
    ['{"a":[{"anything-but":["x",1]}]}', 'mixed type is not supported'],
    ['{"a":[{"numeric":[">",5,"<",1]}]}', 'Bottom must be less than top'],
    ['{"a":[{"cidr":"10.0.0.0/33"}]}', 'IPv4 mask bits must be < 32'],
    ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard characters at pos 2'],
    ['{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape character at pos 2'],
    ['{"a":[{"wildcard":"*:*:*:*:*:x*"}]}', 'Rule is too complex'],
    ['{"$or":[{"a":["x"]},["b"]]}', 'Only JSON object is allowed in array of $or relationship'],
    ['{"a":["x"]', 'Unexpected end of input'],
  ])('%s', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(reason);
  });

  test('with the place of the mistake', () => {
    const refusal = (() => {
      try {
        compilePattern('{"a":["x",{"bad":1}]}');
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(refusal).toBeInstanceOf(PatternError);
    expect(refusal).toMatchObject({ at: 10 });
  });
});
