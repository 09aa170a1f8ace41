/** Gives the bytes of an object, or some of them. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
import type { S3 } from '../s3.ts';
import { operation } from '../wire/operation.ts';
import { mayRead, read, readingHeaders, readingInput, readingQuery } from './reading.ts';

export const getObject = (s3: S3) =>
  operation({
    name: 'GetObject',
    binding: { method: 'GET', at: 'object', query: readingQuery, headers: readingHeaders },
    input: readingInput,
    permissions: mayRead,
    run(given, call) {
      const { object, bytes, answer } = read(s3, given, call);
      return { ...answer, file: s3.store.files.open(object.file, bytes.start, bytes.end) };
    },
  });
