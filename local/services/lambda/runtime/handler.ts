/**
 * Inside the worker: finds and loads the handler as the Node.js runtime does. `index.handler`, `dir/index.handler`,
 * `index.group.handler`; .js, .mjs and .cjs. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.ts';

export type Handler = (event: unknown, context: unknown, callback: (...args: unknown[]) => void) => unknown;

/** Loads the module and takes the handler out of it. Throws a RuntimeError. */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const file = basename(handler);
  const dot = file.indexOf('.');
  if (handler.includes('..') || dot < 1) {
    throw new RuntimeError('Runtime.MalformedHandlerName', `Bad handler: '${handler}'. It is 'file.export'.`);
  }
  const [module, path] = [join(dirname(handler), file.slice(0, dot)), file.slice(dot + 1)];
  provideSdk();
  const exported = await load(taskRoot, resolve(taskRoot, module));
  let value: unknown = exported;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (typeof value !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is not a function`);
  return value as Handler;
}

async function load(taskRoot: string, module: string): Promise<unknown> {
  const file = ['', '.js', '.mjs', '.cjs'].map((end) => module + end).find((name, i) => i > 0 && existsSync(name));
  if (!file) {
    throw new RuntimeError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${basename(module)}'\nRequire stack:\n- ${join(taskRoot, 'index.mjs')}`,
    );
  }
  try {
    if (isModule(taskRoot, file)) return await import(pathToFileURL(file).href);
    return createRequire(file)(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE')
      return await import(pathToFileURL(file).href);
    throw importFailure(error);
  }
}

function importFailure(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    return new RuntimeError('Runtime.ImportModuleError', `Error: ${(error as Error).message}`, error);
  if (error instanceof SyntaxError)
    return new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
  return error;
}

/** By its ending, or for .js by the nearest package.json within the task root. */
function isModule(taskRoot: string, file: string): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = dirname(file); folder.startsWith(taskRoot); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  }
  return false;
}

/** The runtime brings the AWS SDK for JavaScript v3; here it is the one that this program has installed. */
function provideSdk(): void {
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!/^@(aws-sdk|smithy)\//.test(specifier)) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
