/**
 * What there is to deploy: the stacks of a cdk.out folder in the order in which they need each other, or a single template.
 * Owns reading files and their form; what the templates say is read elsewhere.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy.html (cloud assembly)
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { inOrder } from './graph.ts';

export interface StackSource {
  readonly name: string;
  /** The template's text, kept byte for byte: tools compare it. */
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Where the stack is meant for, when it says so. */
  readonly account?: string;
  readonly region?: string;
}

/** A file of a deployment: `${AWS::AccountId}` and `${AWS::Region}` may stand in the bucket's name. */
export interface AssetFile {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
}

export interface Assembly {
  readonly stacks: readonly StackSource[];
  readonly assets: readonly AssetFile[];
}

/** Path of a cdk.out folder or of a template (JSON or YAML); a template as an object; or stacks that were read already. */
export type TemplateSource = string | { readonly Resources: Readonly<Record<string, unknown>> } | Assembly;

/** The stack of a template that has no file name. */
const UNNAMED_STACK = 'local';

/** Reads what there is to deploy. Throws a sentence with path and remedy when it is not there or not in a known form. */
export function readAssembly(source: TemplateSource): Assembly {
  if (typeof source !== 'string') {
    return 'stacks' in source ? source : single(UNNAMED_STACK, JSON.stringify(source));
  }
  if (!existsSync(source)) throw new Error(`${source} does not exist. Synthesize first (cdk synth), or name another.`);
  if (!statSync(source).isDirectory()) {
    return single(basename(source).replace(/(\.template)?\.(json|ya?ml)$/, ''), readFileSync(source, 'utf8'));
  }
  const { artifacts, assets } = readFolder(source);
  const needs = new Map(
    [...artifacts].map(([id, { dependencies }]) => [id, new Set(dependencies.filter((one) => artifacts.has(one)))]),
  );
  const { order, cycle } = inOrder(needs);
  if (cycle) throw new Error(`${source}: the stacks need each other in a circle: ${cycle.join(' -> ')}.`);
  return { stacks: order.flatMap((id) => artifacts.get(id)?.stack ?? []), assets };
}

const single = (name: string, text: string): Assembly => ({
  stacks: [{ name, text, parameters: {}, tags: {} }],
  assets: [],
});

const artifact = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('aws:cloudformation:stack'),
    environment: z.string().default(''),
    dependencies: z.array(z.string()).default([]),
    properties: z.object({
      templateFile: z.string(),
      stackName: z.string().optional(),
      parameters: z.record(z.string(), z.string()).default({}),
      tags: z.record(z.string(), z.string()).default({}),
    }),
  }),
  z.object({ type: z.literal('cdk:asset-manifest'), properties: z.object({ file: z.string() }) }),
  z.object({ type: z.literal('cdk:cloud-assembly'), properties: z.object({ directoryName: z.string() }) }),
  z.object({ type: z.enum(['cdk:tree', 'cdk:feature-flag-report', 'none']) }),
]);

const manifest = z.object({ artifacts: z.record(z.string(), artifact).default({}) });

const assetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.strictObject({ path: z.string(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
      }),
    )
    .default({}),
  dockerImages: z
    .strictObject({}, 'Image assets are not supported: use functions from code (Code.fromAsset).')
    .default({}),
});

interface Folder {
  readonly artifacts: Map<string, { stack: StackSource; dependencies: readonly string[] }>;
  readonly assets: AssetFile[];
}

function readFolder(folder: string): Folder {
  const { artifacts } = read(join(folder, 'manifest.json'), manifest);
  const found: Folder = { artifacts: new Map(), assets: [] };
  for (const [id, one] of Object.entries(artifacts)) {
    if (one.type === 'aws:cloudformation:stack') {
      found.artifacts.set(id, { stack: stackOf(folder, id, one), dependencies: one.dependencies });
    } else if (one.type === 'cdk:asset-manifest') {
      found.assets.push(...assetsOf(folder, one.properties.file));
    } else if (one.type === 'cdk:cloud-assembly') {
      const inner = readFolder(join(folder, one.properties.directoryName));
      for (const entry of inner.artifacts) found.artifacts.set(...entry);
      found.assets.push(...inner.assets);
    }
  }
  return found;
}

function stackOf(
  folder: string,
  id: string,
  { environment, properties }: Extract<z.output<typeof artifact>, { type: 'aws:cloudformation:stack' }>,
): StackSource {
  const [account, region] = environment.replace('aws://', '').split('/');
  return {
    name: properties.stackName ?? id,
    text: readFileSync(join(folder, properties.templateFile), 'utf8'),
    parameters: properties.parameters,
    tags: properties.tags,
    ...(account && account !== 'unknown-account' && { account }),
    ...(region && region !== 'unknown-region' && { region }),
  };
}

const assetsOf = (folder: string, file: string): AssetFile[] =>
  Object.values(read(join(folder, file), assetManifest).files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ bucketName, objectKey }) => ({
      bucket: bucketName,
      key: objectKey,
      path: join(folder, source.path),
    })),
  );

function read<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  if (!existsSync(file)) throw new Error(`${file} does not exist: is its folder the output of cdk synth?`);
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
