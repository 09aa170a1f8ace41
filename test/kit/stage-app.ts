/** The CDK app of a stage, synthesized into a folder of its own; the bundle of functions may be missing. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { onTestFinished, vi } from 'vitest';
import type { System } from '../../contracts/system.ts';
import { addStage } from '../../lib/build-app.ts';
import { readSettings } from '../../lib/settings.ts';
import { FUNCTIONS_BUNDLE } from '../../lib/stage.ts';

/** `prepare` sees the app before anything is added: plug-ins go there. */
export function stageApp(
  systems: readonly System[],
  { prepare, environment = {} }: { prepare?: (app: App) => void; environment?: Record<string, string> } = {},
): App {
  if (!existsSync(FUNCTIONS_BUNDLE)) {
    mkdirSync(FUNCTIONS_BUNDLE, { recursive: true });
    writeFileSync(join(FUNCTIONS_BUNDLE, 'not-built.mjs'), '');
  }
  const outdir = mkdtempSync(join(tmpdir(), 'signalbox-synth-'));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({
    outdir,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  prepare?.(app);
  addStage(app, readSettings(() => undefined, environment).settings, systems, {
    account: '000000000000',
    region: 'us-east-1',
  });
  return app;
}

/** Templates by the last word of the stack's name: State, Line, Agents, Api, Watch. Rules are not held: that takes seconds. */
export function templatesOf(app: App): Record<string, Template> {
  vi.stubEnv('CDK_VALIDATION', 'false');
  onTestFinished(() => void vi.unstubAllEnvs());
  return Object.fromEntries(
    app.node.children.flatMap((stack) =>
      'templateFile' in stack
        ? [[stack.node.id.replace(/^Signalbox(Dev|Staging|Prod)/, ''), Template.fromStack(stack as never)]]
        : [],
    ),
  );
}
