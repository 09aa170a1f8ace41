/**
 * YAML, loaded when the first text of it comes: most clouds never see one, and the library would be a twentieth of their start.
 * https://eemeli.org/yaml/
 */
import { createRequire } from 'node:module';
import type * as library from 'yaml';

type Yaml = typeof library;

const require = createRequire(import.meta.url);
let loaded: Yaml | undefined;

export function yaml(): Yaml {
  loaded ??= require('yaml') as Yaml;
  return loaded;
}
