/**
 * Rules for requests about tables: dynalite's, with what AWS added since. Members without effect here are accepted by name;
 * the README says which and why.
 */
import createRules from 'dynalite/validations/createTable.js';
import updateRules from 'dynalite/validations/updateTable.js';
import type { Description } from '../tables.ts';
import type { Rules } from './well-formed.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
const ADDED: Rules = {
  StreamSpecification: {
    type: 'FieldStruct<StreamSpecification>',
    children: {
      StreamEnabled: { type: 'Boolean', notNull: true },
      StreamViewType: {
        type: 'String',
        enum: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'],
      },
    },
  },
  SSESpecification: {
    type: 'FieldStruct<SSESpecification>',
    children: {
      Enabled: 'Boolean',
      SSEType: { type: 'String', enum: ['AES256', 'KMS'] },
      KMSMasterKeyId: 'String',
    },
  },
  TableClass: { type: 'String', enum: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] },
  DeletionProtectionEnabled: 'Boolean',
};

const TAGS: Rules = {
  Tags: {
    type: 'List',
    children: {
      type: 'ValueStruct<Tag>',
      children: { Key: { type: 'String', notNull: true }, Value: { type: 'String', notNull: true } },
    },
  },
};

/** Attributes in the key of a global index: up to four in the partition key and four in the sort key. */
const MOST_INDEX_KEYS = 8;

type Mutable = { [name: string]: Mutable };

/** A copy of dynalite's rules in which keys of global indexes may be longer, and their throughput may be missing. */
function withLongerKeys(types: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  const copy = structuredClone(types);
  let at = copy as Mutable;
  for (const step of path) at = at[step] ?? {};
  Object.assign(at.KeySchema ?? {}, { lengthLessThanOrEqual: MOST_INDEX_KEYS });
  delete at.ProvisionedThroughput?.notNull;
  return copy;
}

type Custom = (data: object) => unknown;

export interface TableDefinition
  extends Pick<
    Description,
    'AttributeDefinitions' | 'KeySchema' | 'LocalSecondaryIndexes' | 'ProvisionedThroughput' | 'GlobalSecondaryIndexes'
  > {
  readonly TableName: string;
  readonly BillingMode?: string;
  readonly StreamSpecification?: { readonly StreamEnabled: boolean };
  readonly SSESpecification?: {
    readonly Enabled?: boolean;
    readonly SSEType?: string;
    readonly KMSMasterKeyId?: string;
  };
  readonly TableClass?: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';
  readonly DeletionProtectionEnabled?: boolean;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** dynalite's own rules know one partition and one sort attribute; longer keys are shown to them shortened. */
function shortened(data: TableDefinition): object {
  const { GlobalSecondaryIndexes: indexes } = data;
  if (!indexes?.some(({ KeySchema }) => (KeySchema?.length ?? 0) > 2)) return data;
  return {
    ...data,
    GlobalSecondaryIndexes: indexes.map((index) => {
      const of = (kind: string) => index.KeySchema?.find(({ KeyType }) => KeyType === kind);
      return { ...index, KeySchema: [of('HASH'), of('RANGE')].filter(Boolean) };
    }),
  };
}

export const CREATE_TABLE = {
  types: {
    ...withLongerKeys(createRules.types, ['GlobalSecondaryIndexes', 'children', 'children']),
    ...ADDED,
    ...TAGS,
  },
  custom: (data: TableDefinition) => (createRules.custom as Custom)(shortened(data)),
};

type IndexDefinition = NonNullable<TableDefinition['GlobalSecondaryIndexes']>[number];

export interface TableChange extends Omit<TableDefinition, 'Tags' | 'KeySchema' | 'GlobalSecondaryIndexes'> {
  readonly GlobalSecondaryIndexUpdates?: readonly {
    readonly Update?: IndexDefinition;
    readonly Create?: IndexDefinition;
    readonly Delete?: { readonly IndexName: string };
  }[];
}

const { notNull: _needed, ...AttributeDefinitions } = createRules.types.AttributeDefinitions as Record<string, unknown>;

export const UPDATE_TABLE = {
  types: {
    ...withLongerKeys(updateRules.types, ['GlobalSecondaryIndexUpdates', 'children', 'children', 'Create', 'children']),
    AttributeDefinitions,
    ...ADDED,
  },
  custom(data: TableChange) {
    const added = Object.keys(ADDED).some((member) => member in data);
    return (updateRules.custom as Custom)(added ? { SSESpecification: {}, ...data } : data);
  },
};
