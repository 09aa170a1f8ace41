/** Quotas of HTTP APIs. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */

export const LARGEST_PAYLOAD_BYTES = 10 * 1024 * 1024;
/** Request line and values of headers together. */
export const LARGEST_HEAD_BYTES = 10_240;
export const SHORTEST_TIMEOUT_MS = 50;
export const LONGEST_TIMEOUT_MS = 30_000;
export const AUTHORIZER_TIMEOUT_MS = 10_000;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export const LONGEST_RESULT_TTL_S = 3_600;
export const DEFAULT_RESULT_TTL_S = 300;
/** Discovery and keys of a JWT issuer, each. */
export const KEYS_TIMEOUT_MS = 1_500;
export const LARGEST_KEYS_BYTES = 150_000;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
export const KEYS_KEPT_MS = 2 * 60 * 60 * 1000;
export const MOST_AUDIENCES = 50;
export const MOST_SCOPES = 10;
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html */
export const LARGEST_MAPPED_BODY_BYTES = 100 * 1024;
