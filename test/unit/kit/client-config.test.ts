/** Clients take what a local cloud offers, and nothing where nothing is offered. */
import { expect, onTestFinished, test } from 'vitest';
import { clientConfig } from '../../../functions/kit/client-config.ts';

const OFFERED = Symbol.for('local-cloud.clientConfig');

test('on AWS there is no handler and no signer of ours, and the logger is not asked for calls', () => {
  const { logger, ...rest } = clientConfig();
  expect(rest).toEqual({});
  expect(logger?.info).toBeUndefined();
  logger?.warn('a warning of the SDK goes nowhere, as before');
});

test('where a local cloud offers settings, clients get them', () => {
  const offered = { requestHandler: { handle: () => undefined }, signerConstructor: class {} };
  Object.defineProperty(globalThis, OFFERED, { value: offered, configurable: true });
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, OFFERED);
  });
  expect(clientConfig()).toMatchObject(offered);
});
