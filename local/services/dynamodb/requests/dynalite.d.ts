/**
 * The parts of dynalite 4 that are used: its validation, whose sentences are AWS's, and its expression parsers. It has no
 * types of its own. Its storage, its server and its actions are not used.
 */

declare module 'dynalite/db/index.js' {
  interface Schema {
    AttributeName?: string | undefined;
    KeyType?: string | undefined;
  }
  /** What it looks at in a table's description. */
  interface TableShape {
    KeySchema?: Schema[] | undefined;
    AttributeDefinitions?: { AttributeName?: string | undefined; AttributeType?: string | undefined }[] | undefined;
  }
  interface Refusal extends Error {
    statusCode: number;
    body: { __type: string; message?: string; Message?: string };
  }
  type Values = Record<string, object>;
  const db: {
    /** Six hexadecimal digits. */
    hashPrefix(hash: string, hashType: string, range?: string, rangeType?: string): string;
    validateItem(item: Values, table: TableShape): Refusal | null | undefined;
    validateKey(key: Values, table: TableShape): Refusal | null | undefined;
    validateKeyPiece(key: Values, attribute: string, type: string, isHash: boolean): Refusal | null | undefined;
    validateUpdates(
      attributeUpdates: object | undefined,
      updates: { sections: { path: unknown }[]; nestedPaths: object } | undefined,
      table: TableShape,
    ): Refusal | null | undefined;
    validateKeyPaths(nestedPaths: object | undefined, table: TableShape): Refusal | null | undefined;
    mapPaths<T extends object>(paths: readonly (string | readonly (string | number)[])[], item: T): T;
  };
  export = db;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    /** A copy with only the members that the types name. Throws a Refusal for a wrong JSON type. */
    checkTypes(data: object, types: object): Record<string, unknown>;
    /** Throws a Refusal; adds the parsed expressions to the data as `_condition`, `_updates` and so on. */
    checkValidations(data: object, types: object, custom: unknown, store: object): void;
  };
  export = validations;
}

declare module 'dynalite/validations/*.js' {
  const rules: { types: Record<string, unknown>; custom?: (data: never, store: never) => unknown };
  export = rules;
}
