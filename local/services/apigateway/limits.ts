/** Quotas of HTTP APIs. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */

export const LARGEST_PAYLOAD_BYTES = 10 * 1024 * 1024;
export const SHORTEST_TIMEOUT_MS = 50;
export const LONGEST_TIMEOUT_MS = 30_000;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export const LONGEST_RESULT_TTL_S = 3_600;
export const DEFAULT_RESULT_TTL_S = 300;
