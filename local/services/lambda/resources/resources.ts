/** The CloudFormation types of the service. Layers are not among them. */
import type { ResourceType } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { aliasResource } from './alias.ts';
import { eventInvokeConfigResource } from './event-invoke-config.ts';
import { eventSourceMappingResource } from './event-source-mapping.ts';
import { functionResource } from './function.ts';
import { permissionResource } from './permission.ts';
import { urlResource } from './url.ts';
import { versionResource } from './version.ts';

export const lambdaResources = (lambda: Lambda): ResourceType[] => [
  functionResource(lambda),
  versionResource(lambda),
  aliasResource(lambda),
  permissionResource(lambda),
  urlResource(lambda),
  eventSourceMappingResource(lambda),
  eventInvokeConfigResource(lambda),
];
