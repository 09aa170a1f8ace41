/**
 * Which resources AWS knows, for the check of a definition; which of them the local cloud runs is the business of
 * integration.ts. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */

/** The optimized integrations, and their actions where we know all. */
const OPTIMIZED: Readonly<Record<string, readonly string[] | undefined>> = {
  lambda: ['invoke'],
  dynamodb: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
  sqs: ['sendMessage'],
  sns: ['publish'],
  events: ['putEvents'],
  states: ['startExecution'],
  apigateway: ['invoke'],
  http: ['invoke'],
  batch: ['submitJob'],
  ecs: ['runTask'],
  glue: ['startJobRun'],
  athena: undefined,
  bedrock: undefined,
  codebuild: undefined,
  databrew: undefined,
  eks: undefined,
  elasticmapreduce: undefined,
  'emr-containers': undefined,
  'emr-serverless': undefined,
  mediaconvert: undefined,
  sagemaker: undefined,
};

const FUNCTION = /^arn:[^:]+:lambda:[a-z0-9-]*:[a-z0-9-]*:function:[A-Za-z0-9_-]+(?::(?:\$LATEST|[A-Za-z0-9_-]+))?$/;
const INTEGRATION =
  /^arn:[^:]+:states:[^:]*:[^:]*:([A-Za-z0-9-]+):([A-Za-z0-9]+)(?::([A-Za-z0-9]+))?(?:\.(?:sync(?::2)?|waitForTaskToken))?$/;

export function isKnownResource(resource: string): boolean {
  if (/^arn:[^:]+:lambda:/.test(resource)) return FUNCTION.test(resource);
  if (/^arn:[^:]+:(?:swf|states):[^:]*:[^:]*:(?:task|activity):./.test(resource)) return true;
  const [, service = '', action = '', sdkAction] = INTEGRATION.exec(resource) ?? [];
  if (service === 'aws-sdk') return sdkAction !== undefined;
  if (!Object.hasOwn(OPTIMIZED, service)) return false;
  return OPTIMIZED[service]?.includes(action) ?? true;
}
