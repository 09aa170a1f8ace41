/** Expressions: the variables they need, and what the compiler makes of `$input` in them. */
import { expect, test } from 'vitest';
import { rewrite } from '../../../../domain/workflow/compile/rewrite.ts';
import { parseExpression, variablesOf } from '../../../../domain/workflow/expressions.ts';

test.each([
  ['{% $input.a + $b %}', ['input', 'b']],
  ['$a.b[c > $d].e ~> $sum()', ['a', 'd']],
  ['($x := $y; $x + $z)', ['y', 'z']],
  ['(($x := 1; $x); $x)', ['x']],
  ['$map($items, function($v, $i) { $v + $i + $w })', ['items', 'w']],
  ['$reduce($xs, λ($p, $c) { $p + $c + $k }, $init)', ['xs', 'k', 'init']],
  ['$orders@$o[$o.id = $wanted].total', ['orders', 'wanted']],
  ['$items#$i[$i = $n]', ['items', 'n']],
  ['$a.b^(>$c){ d: $e }', ['a', 'c', 'e']],
  ['|$a|{"b": $c}|', ['a', 'c']],
  ['"$no" & /$neither/ & $yes & $$.b & $', ['yes']],
  ['$uuid() & $hash($a, "SHA-256") & $now()', ['a']],
  ['1 + 1', []],
])('%s needs %j', (text, variables) => {
  expect(parseExpression(text).error).toBeUndefined();
  expect([...variablesOf(text)].sort()).toEqual([...variables].sort());
});

test('what does not parse is told with its place in the text as it was given', () => {
  expect(parseExpression('{% $a + %}')).toMatchObject({ variables: [], error: { position: 8 } });
  expect(parseExpression('$a + )')).toMatchObject({ error: { message: expect.any(String), position: 6 } });
  expect(parseExpression('')).toMatchObject({ error: expect.anything() });
  expect(variablesOf('(')).toEqual([]);
});

const INPUT = '$states.context.Execution.Input';

test.each([
  ['{% $input %}', `{% ${INPUT} %}`],
  ['{% $input.a + $input.b %}', `{% ${INPUT}.a + ${INPUT}.b %}`],
  ['{% $execution & "-1" %}', '{% $states.context.Execution.Name & "-1" %}'],
  ['{% $inputs + $inputX + $input_1 + $input2 %}', '{% $inputs + $inputX + $input_1 + $input2 %}'],
  [`{% "$input" & '$input' & $input %}`, `{% "$input" & '$input' & ${INPUT} %}`],
  [String.raw`{% "\"$input" & $input %}`, String.raw`{% "\"$input" & ${INPUT} %}`],
  ['{% `$input`.a & $input %}', `{% \`$input\`.a & ${INPUT} %}`],
  ['{% $match(a, /$input/) & $input %}', `{% $match(a, /$input/) & ${INPUT} %}`],
  ['{% $a / $input / 2 %}', `{% $a / ${INPUT} / 2 %}`],
  ['{% (1) / $input & b[0] / $input %}', `{% (1) / ${INPUT} & b[0] / ${INPUT} %}`],
  ['{% /* $input */ $input %}', `{% /* $input */ ${INPUT} %}`],
  ['{% a.$input %}', `{% a.${INPUT} %}`],
  ['$input', '$input'],
  ['{% "it\'s $input" & $input %}', `{% "it's $input" & ${INPUT} %}`],
])('%s becomes %s', (text, expected) => {
  expect(rewrite(text)).toBe(expected);
});

test('templates are rewritten through and through, keys and other texts left as they are', () => {
  expect(rewrite({ $input: ['{% $input %}', { b: '$input' }], n: 1, t: true, z: null })).toEqual({
    $input: [`{% ${INPUT} %}`, { b: '$input' }],
    ...{ n: 1, t: true, z: null },
  });
});

test('a long expression is read in a time that grows with its length', () => {
  const hostile = `{% ${'"'.repeat(20_001)}${'/'.repeat(20_000)}${'`'.repeat(20_001)}$input %}`;
  expect(typeof rewrite(hostile)).toBe('string');
});
