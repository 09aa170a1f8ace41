/** Tells all of an object but its bytes. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { mayRead, read, readingHeaders, readingInput, readingQuery } from './reading.ts';

export const headObject = (s3: S3) =>
  operation({
    name: 'HeadObject',
    binding: { method: 'HEAD', at: 'object', query: readingQuery, headers: readingHeaders },
    input: readingInput,
    permissions: mayRead,
    run: (given, call) => read(s3, given, call).answer,
  });
