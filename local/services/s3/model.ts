/** What is kept of buckets, objects and uploads in progress. The bytes lie in files; a record names its file. */
import type { ChecksumAlgorithm } from './checksums/algorithms.ts';
import type { Xml } from './wire/xml.ts';

export interface Bucket {
  readonly name: string;
  readonly createdMs: number;
  readonly versioning?: 'Enabled' | 'Suspended';
  /** JSON text, as it was put. */
  readonly policy?: string;
  /** Further configurations by sub-resource (`tagging`, `lifecycle`, `cors` …), each the content of its XML document. */
  readonly configuration: Readonly<Record<string, Xml>>;
}

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; of a composite one with `-` and the number of parts behind it. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What the writer says of an object, beside its bytes. */
export interface Description {
  /** `content-type`, `cache-control` …, as they are given back. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly encryption: { readonly algorithm: string; readonly keyId?: string };
}

/** Bytes in a file. */
export interface Content {
  readonly file: string;
  readonly size: number;
  /** Hexadecimal, for a multipart object with `-` and the number of parts; without quotes. */
  readonly etag: string;
  readonly checksum?: Checksum;
}

export interface StoredObject extends Content, Description {
  readonly kind: 'object';
  readonly key: string;
  /** Absent for the null version. */
  readonly versionId?: string;
  readonly modifiedMs: number;
  /** The parts that it was made of. */
  readonly parts?: readonly { readonly number: number; readonly size: number; readonly checksum?: Checksum }[];
}

export interface DeleteMarker {
  readonly kind: 'marker';
  readonly key: string;
  readonly versionId?: string;
  readonly modifiedMs: number;
}

export type Version = StoredObject | DeleteMarker;

export interface Upload extends Description {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedMs: number;
  /** Of the parts and of the object; absent when none was asked for. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: Checksum['type'] };
}

export interface Part extends Content {
  readonly number: number;
  readonly modifiedMs: number;
}
