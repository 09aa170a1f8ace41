/**
 * S3's refusals, in its words. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * Members stand beside code and message in the XML document.
 */
import { AwsError } from '../../engine/aws-error.ts';

const refusal =
  (code: string, status: number, message: string) =>
  (members: Record<string, unknown> = {}): AwsError =>
    new AwsError(code, message, { status, members });

export const noSuchBucket = (bucket: string): AwsError =>
  refusal('NoSuchBucket', 404, 'The specified bucket does not exist')({ BucketName: bucket });
export const noSuchKey = (key: string): AwsError =>
  refusal('NoSuchKey', 404, 'The specified key does not exist.')({ Key: key });
export const noSuchVersion = (key: string, versionId: string): AwsError =>
  refusal('NoSuchVersion', 404, 'The specified version does not exist.')({ Key: key, VersionId: versionId });
export const noSuchUpload = (uploadId: string): AwsError =>
  refusal(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  )({ UploadId: uploadId });
export const methodNotAllowed = refusal(
  'MethodNotAllowed',
  405,
  'The specified method is not allowed against this resource.',
);
export const preconditionFailed = (condition: string): AwsError =>
  refusal(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
  )({ Condition: condition });
export const conflict = (condition: string, key: string): AwsError =>
  refusal(
    'ConditionalRequestConflict',
    409,
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  )({ Condition: condition, Key: key });
/** Answered without a body. */
export const notModified = refusal('NotModified', 304, 'Not Modified');
export const malformedXml = refusal(
  'MalformedXML',
  400,
  'The XML you provided was not well-formed or did not validate against our published schema',
);
export const entityTooLarge = (proposed: number, most: number): AwsError =>
  refusal(
    'EntityTooLarge',
    400,
    'Your proposed upload exceeds the maximum allowed size',
  )({ ProposedSize: proposed, MaxSizeAllowed: most });
export const incompleteBody = refusal(
  'IncompleteBody',
  400,
  'You did not provide the number of bytes specified by the Content-Length HTTP header',
);
export const invalidArgument = (message: string, name: string, value: string): AwsError =>
  refusal('InvalidArgument', 400, message)({ ArgumentName: name, ArgumentValue: value });
export const invalidRequest = (message: string): AwsError => refusal('InvalidRequest', 400, message)();
export const badDigest = (what: string): AwsError =>
  refusal('BadDigest', 400, `The ${what} you specified did not match what we received.`)();
export const accessDenied = (message = 'Access Denied', members: Record<string, unknown> = {}): AwsError =>
  refusal('AccessDenied', 403, message)(members);
export const notImplemented = (header: string): AwsError =>
  refusal(
    'NotImplemented',
    501,
    'A header you provided implies functionality that is not implemented',
  )({ Header: header });
