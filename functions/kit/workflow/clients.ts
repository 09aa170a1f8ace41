/** Clients that only the functions around workflows need: a module of its own, so that agents do not load them. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { clientConfig } from '../client-config.ts';
import { lazy } from '../clients.ts';

export const stepFunctions = lazy(() => new SFNClient(clientConfig()));
export const lambda = lazy(() => new LambdaClient(clientConfig()));
