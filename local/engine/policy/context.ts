/**
 * What conditions and variables look at: values under condition keys, looked up only when a statement asks.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */

export type ContextValue = string | readonly string[] | undefined;

/** The values of a condition key, which comes in lower case. */
export type Context = (key: string) => ContextValue;

/** A context of fixed values; keys in any case. */
export function contextOf(
  values: Readonly<Record<string, ContextValue>>,
  otherwise: Context = () => undefined,
): Context {
  const known = new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
  return (key) => known.get(key) ?? otherwise(key);
}

const VARIABLE = /\$\{([^}]+)\}/g;

export const hasVariables = (text: string): boolean => text.includes('${');

/**
 * Puts values in place of `${aws:PrincipalAccount}`, `${key, 'default'}`, `${*}`, `${?}` and `${$}`.
 * Undefined when a variable has no single value: the statement does not match then.
 * Wildcards inside of a value count as wildcards here.
 */
export function withVariables(text: string, context: Context): string | undefined {
  let missing = false;
  const filled = text.replace(VARIABLE, (_, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return inner;
    const [key = '', fallback] = inner.split(/\s*,\s*/);
    const value = context(key.trim().toLowerCase()) ?? fallback?.replace(/^'|'$/g, '');
    if (typeof value === 'string') return value;
    missing = true;
    return '';
  });
  return missing ? undefined : filled;
}
