/**
 * Values of a template's parameters: what was given, else the default, checked against the declaration.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
import type { Ports } from '../engine/ports.ts';
import type { Json } from '../engine/service.ts';
import type { ParameterDeclaration } from './document.ts';

/** The bootstrap's version: a cloud in one process needs no bootstrap, so it is always the current one. */
const BOOTSTRAP_VERSION = '33';
const BOOTSTRAP_PARAMETER = /^\/cdk-bootstrap\/[^/]+\/version$/;

export type ParameterValue =
  | { readonly value: Json }
  | { readonly problem: string; readonly remedy: string; readonly wording?: string };

/** The value that `Ref` gives, or why there is none. */
export function parameterValue(
  name: string,
  declaration: ParameterDeclaration,
  given: string | undefined,
  ports: Ports,
): ParameterValue {
  const raw = given ?? declaration.Default;
  if (raw === undefined)
    return {
      problem: 'it has no value and no default.',
      remedy: `Give it: parameters { ${name}: … }.`,
      wording: `Parameters: [${name}] must have values`,
    };
  const text = Array.isArray(raw) ? raw.join(',') : String(raw);
  const broken = brokenRule(text, declaration);
  if (broken)
    return {
      problem: `the value "${text}" ${broken}.`,
      remedy: declaration.ConstraintDescription ?? '',
      wording: `Parameter ${name} failed to satisfy constraint: ${declaration.ConstraintDescription ?? `the value ${broken}`}`,
    };
  const { Type: type } = declaration;
  const stored = type.startsWith('AWS::SSM::Parameter::Value') ? storedValue(text, ports) : text;
  if (stored === undefined)
    return {
      problem: `there is no SSM parameter ${text}.`,
      remedy: 'Create it first, or give the value.',
      wording: `Unable to fetch parameters [${text}] from parameter store for this account.`,
    };
  return {
    value: /List</.test(type) || type === 'CommaDelimitedList' ? stored.split(',').map((s) => s.trim()) : stored,
  };
}

function storedValue(name: string, ports: Ports): string | undefined {
  const stored = ports.has('parameters') ? ports.get('parameters').parameter(name) : undefined;
  return stored ?? (BOOTSTRAP_PARAMETER.test(name) ? BOOTSTRAP_VERSION : undefined);
}

function brokenRule(text: string, declaration: ParameterDeclaration): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue, Type } = declaration;
  if (AllowedValues && !AllowedValues.map(String).includes(text)) return `is none of ${AllowedValues.join(', ')}`;
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(text)) return `does not match ${AllowedPattern}`;
  if (MinLength !== undefined && text.length < MinLength) return `is shorter than ${MinLength}`;
  if (MaxLength !== undefined && text.length > MaxLength) return `is longer than ${MaxLength}`;
  if (Type === 'Number' && (text.trim() === '' || Number.isNaN(Number(text)))) return 'is not a number';
  if (MinValue !== undefined && Number(text) < MinValue) return `is below ${MinValue}`;
  if (MaxValue !== undefined && Number(text) > MaxValue) return `is above ${MaxValue}`;
  return undefined;
}
