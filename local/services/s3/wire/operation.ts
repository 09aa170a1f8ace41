/** One S3 action and how it travels: method, bucket or object, the sub-resource in the query, members in query and headers. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { Action, Call, Permission } from '../../../engine/service.ts';
import type { OpenFile } from '../objects/files.ts';
import type { Xml } from './xml.ts';

/** Who calls S3, and with what. */
export interface S3Call extends Call {
  readonly anonymous: boolean;
  /** For bodies that stream, digests and conditions. */
  readonly request: IncomingMessage;
  /** Throws AccessDenied when the caller may not: for what is only known while the action runs. */
  authorize(permission: Permission): void;
}

export interface Binding {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly at: 'service' | 'bucket' | 'object';
  /** Query parameters that must be there: `uploads`, `uploadId`, `list-type=2`. */
  readonly marked?: readonly string[];
  /** A header that must be there: a copy is a put with one. */
  readonly by?: string;
  /** Query parameter to member. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header (lower case) to member. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Prefix of headers that together are a member: `x-amz-meta-`. */
  readonly prefixed?: Readonly<Record<string, string>>;
  /** Root element of the body, and the member that takes its content. Without it the action reads the body, or there is none. */
  readonly document?: readonly [root: string, member: string, need?: 'optional'];
  /** Checksum headers are about the object that comes of it, not about the document. */
  readonly wholeChecksum?: true;
}

export interface Answer {
  /** 200 unless told. */
  readonly status?: number;
  /** Those that are undefined are left out. */
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  /** The document: root element and content. */
  readonly xml?: readonly [root: string, content: Xml];
  readonly text?: string;
  readonly file?: OpenFile;
}

export interface Operation extends Action {
  readonly binding: Binding;
  permissions(input: never): readonly Permission[];
  run(input: never, call: S3Call): Answer | Promise<Answer>;
}

/** Ties the types together: `run` gets what `input` parses to. */
export function operation<S extends z.ZodType>(definition: {
  name: string;
  binding: Binding;
  input: S;
  permissions(input: z.output<S>): readonly Permission[];
  run(input: z.output<S>, call: S3Call): Answer | Promise<Answer>;
}): Operation {
  return definition as unknown as Operation;
}
