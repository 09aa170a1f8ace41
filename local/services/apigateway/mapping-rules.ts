/**
 * What parameter mappings may say; what they do is in serve/mapping.ts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
import * as z from 'zod';

/** `append:header.name`, `remove:querystring.name`, `overwrite:path`, … to an expression. */
export type Mapping = Readonly<Record<string, string>>;
/** By the status of the integration's answer. */
export type ResponseMappings = Readonly<Record<string, Mapping>>;

const REQUEST_KEY = /^((append|overwrite|remove):(header|querystring)\.[^\s:]+|overwrite:path)$/;
const RESPONSE_KEY = /^((append|overwrite|remove):header\.[^\s:]+|overwrite:statuscode)$/;
const STATUS = /^[2-5]\d\d$/;

/** The page's list of reserved headers. */
const RESERVED =
  /^(access-control-.*|apigw-.*|authorization|connection|content-(encoding|length|location)|forwarded|keep-alive|origin|proxy-auth(enticate|orization)|te|trailers|transfer-encoding|upgrade|x-amzn?-.*|x-forwarded-(for|host|proto)|via)$/i;

const responseKey = z
  .string()
  .regex(RESPONSE_KEY, 'must be append, overwrite or remove :header.NAME, or overwrite:statuscode')
  .refine((key) => !isReserved(key), 'names a reserved header');

const asActions = z.record(responseKey, z.string());

/** As CloudFormation writes it: `{ ResponseParameters: [{ Destination: 'overwrite:header.a', Source: '…' }] }`. */
const asList = z
  .strictObject({
    ResponseParameters: z.array(z.strictObject({ Destination: responseKey, Source: z.string() })),
  })
  .transform(({ ResponseParameters }) =>
    Object.fromEntries(ResponseParameters.map(({ Destination, Source }) => [Destination, Source])),
  );

export const responseMappings = z.record(
  z.string().regex(STATUS, 'must be a status from 200 to 599'),
  z.union([asList, asActions]),
);

const isReserved = (key: string): boolean => RESERVED.test(/:header\.(.+)$/.exec(key)?.[1] ?? '');

/** What is wrong with a mapping of requests; undefined when nothing is. */
export function wrongMapping(mapping: Mapping): string | undefined {
  for (const key of Object.keys(mapping)) {
    if (!REQUEST_KEY.test(key))
      return `Invalid mapping expression specified: ${key}; use append, overwrite or remove :header.NAME or :querystring.NAME, or overwrite:path`;
    if (isReserved(key)) return `Operations on header ${key.slice(key.indexOf('.') + 1)} are restricted`;
  }
  return undefined;
}
