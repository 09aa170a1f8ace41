/**
 * Names that JSONata has for its functions: a variable of that name would hide the function. From `partition` on, those of Step
 * Functions. https://docs.jsonata.org/
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export const JSONATA_FUNCTIONS: ReadonlySet<string> = new Set(
  `string length substring substringBefore substringAfter lowercase uppercase trim pad contains split join match replace
  base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ceil round power sqrt
  formatNumber formatBase formatInteger parseInteger sum max min average boolean not exists count append sort reverse shuffle
  distinct zip keys lookup spread merge sift each error assert type now millis fromMillis toMillis map filter single reduce clone
  eval partition range hash random uuid parse`.split(/\s+/),
);
