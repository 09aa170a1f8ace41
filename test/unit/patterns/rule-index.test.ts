/** Many rules on a bus: the index finds the same ones as trying each by itself, and as the plain reference. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../local/engine/pattern/compile.ts';
import { parseJson } from '../../../local/engine/pattern/json.ts';
import { createRuleIndex, patternMatches } from '../../../local/engine/pattern/rule-index.ts';
import { type Alternative, type Pattern, referenceMatches, type Value } from './reference.ts';

const name = fc.constantFrom('a', 'b', 'c');
const word = fc.constantFrom('x', 'xy', 'yx', '');

const { event } = fc.letrec<{ event: Value; node: Value }>((tie) => ({
  event: fc.dictionary(name, tie('node'), { maxKeys: 3 }),
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(word, fc.constantFrom(0, 1, 1.5), fc.constant(null), fc.boolean()),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(name, tie('node'), { maxKeys: 3 }),
  ),
}));

const alternative: fc.Arbitrary<Alternative> = fc.oneof(
  { weight: 4, arbitrary: word },
  fc.constantFrom(0, 1, 1.5),
  fc.record({ prefix: word }),
  fc.record({ 'anything-but': fc.array(word, { minLength: 1, maxLength: 2 }) }),
  fc.record({ exists: fc.boolean() }),
);
const { pattern } = fc.letrec<{ pattern: Pattern; inner: Pattern | Alternative[] }>((tie) => ({
  pattern: fc.dictionary(name, tie('inner'), { minKeys: 1, maxKeys: 3 }),
  inner: fc.oneof(
    { maxDepth: 2 },
    fc.array(alternative, { minLength: 1, maxLength: 3 }),
    fc.dictionary(name, tie('inner'), { minKeys: 1, maxKeys: 2 }) as fc.Arbitrary<Pattern>,
  ),
}));

describe('an index of many rules', () => {
  test('matches exactly the rules that the reference matches', () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 12 }), event, (patterns, given) => {
        const index = createRuleIndex<number>();
        for (const [i, one] of patterns.entries()) index.set(i, compilePattern(JSON.stringify(one)));
        const expected = patterns.flatMap((one, i) => (referenceMatches(one, given) ? [i] : []));
        expect(index.match(given as object).sort((a, b) => a - b)).toEqual(expected);
        expect(index.matchWritten(parseJson(JSON.stringify(given))).sort((a, b) => a - b)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('one rule by itself gives the same answer', () => {
    fc.assert(
      fc.property(pattern, event, (one, given) => {
        const compiled = compilePattern(JSON.stringify(one));
        expect(patternMatches(compiled, parseJson(JSON.stringify(given)))).toBe(referenceMatches(one, given));
      }),
      { numRuns: 1000 },
    );
  });

  test('a replaced rule is judged by its new pattern, a deleted one not at all', () => {
    const index = createRuleIndex<string>();
    index.set('r', compilePattern('{"a":["x"]}'));
    index.set('s', compilePattern('{"a":[{"exists":true}]}'));
    expect(index.match({ a: 'x' })).toEqual(expect.arrayContaining(['r', 's']));
    index.set('r', compilePattern('{"a":["y"]}'));
    expect(index.match({ a: 'x' })).toEqual(['s']);
    index.delete('s');
    expect(index.match({ a: 'x' })).toEqual([]);
    expect(index.match({ a: 'y' })).toEqual(['r']);
  });

  test('an event with two values on the indexed path finds the rules of both, each once', () => {
    const index = createRuleIndex<string>();
    index.set('x', compilePattern('{"a":["x"]}'));
    index.set('y', compilePattern('{"a":["y"]}'));
    index.set('both', compilePattern('{"a":["x","y"]}'));
    expect(index.match({ a: ['x', 'y'] }).sort()).toEqual(['both', 'x', 'y']);
  });
});
