/**
 * Files that an agent keeps in the stage's bucket, under its own folder: only that agent's role may read and write them. They stay
 * until somebody removes them: they are results, not records.
 */
import { filesOf } from '../../domain/naming.ts';
import type { OpenTool } from './open-tool.ts';
import { type OpenBucket, openBucket } from './bucket.ts';
import { settings } from './env.ts';

export interface Files {
  /** Writes a file, over what had the name before. Gives its key in the bucket. Resolves when S3 has it. */
  put(name: string, text: string, contentType: string): Promise<StoredFile>;
  /** The text; undefined when there is none of that name. */
  get(name: string): Promise<string | undefined>;
}

export interface StoredFile {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
}

/** Paths without steps up: `weekly/2026-47.md`. */
const NAME = /^(?!.*\/\.{1,2}(\/|$))[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*$/;
/** S3 keys have 1,024 bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_NAME = 800;

/** For agents that need `files`. */
export const files: OpenTool<Files> = ({ id }) => {
  const opened = createFiles(settings().payloadsBucket, id);
  return () => opened;
};

/** @param agent id: `planner.writer` */
export function createFiles(bucket: string, agent: string, open: OpenBucket = openBucket(bucket)): Files {
  const keyOf = (name: string): string => {
    if (name.length > LONGEST_NAME || !NAME.test(name))
      throw new Error(
        `${agent} cannot keep a file called ${JSON.stringify(name.slice(0, 100))}: letters, digits, dashes, dots and underscores, with slashes between them.`,
      );
    return filesOf(agent) + name;
  };
  return {
    async put(name, text, contentType) {
      const key = keyOf(name);
      const { put } = await open();
      await put(key, text, contentType);
      return { bucket, key, bytes: Buffer.byteLength(text) };
    },
    async get(name) {
      const key = keyOf(name);
      const { get } = await open();
      return await get(key);
    },
  };
}
