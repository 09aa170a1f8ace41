/**
 * AWS::ApiGatewayV2::*, made by the same code as the actions. Ids are made of the place in the stack, so that the same
 * template over the same data finds the same addresses.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../engine/service.ts';
import { createApi, replaceApi } from './apis.ts';
import { withCapitals } from './capitals.ts';
import { type Family, families } from './families.ts';
import { type ApiGateway, apiEndpoint, apiOf, deployTo, putMember, stableId } from './members.ts';
import type { Deployment, Kind } from './model.ts';
import { apiShape } from './shapes.ts';

const API_ID_LENGTH = 10;
const MEMBER_ID_LENGTH = 7;

export const apiResources = (gateway: ApiGateway): ResourceType[] => [
  apiType(gateway),
  memberType(gateway, 'Route', families.routes),
  memberType(gateway, 'Integration', families.integrations),
  memberType(gateway, 'Authorizer', families.authorizers),
  memberType(gateway, 'Stage', families.stages),
  memberType(gateway, 'Deployment', families.deployments),
];

function apiType(gateway: ApiGateway): ResourceType {
  const described = (apiId: string): Resource => ({
    physicalId: apiId,
    attributes: { ApiId: apiId, ApiEndpoint: apiEndpoint(gateway.engine, apiId) },
  });
  return resourceType({
    type: 'AWS::ApiGatewayV2::Api',
    properties: withCapitals(apiShape),
    create(given, place) {
      const { apiId } = createApi(gateway, stableId(place.name(), API_ID_LENGTH), given);
      return described(apiId);
    },
    update(given, { physicalId }) {
      replaceApi(gateway, physicalId, given);
      return described(physicalId);
    },
    remove: ({ physicalId }) => gateway.store.deleteApi(physicalId),
  });
}

function memberType<K extends Kind>(gateway: ApiGateway, name: string, family: Family<K>): ResourceType {
  const put = (given: { readonly ApiId: string }, id: string): Resource => {
    const { ApiId, ...rest } = given;
    const held = apiOf(gateway, ApiId);
    const member = putMember(gateway, held, family, id, rest);
    if (family.kind === 'deployments') deployTo(gateway, held, member as Deployment);
    return { physicalId: id, attributes: { [`${name}Id`]: id, ApiId } };
  };
  return resourceType({
    type: `AWS::ApiGatewayV2::${name}`,
    properties: withCapitals(family.shape, { ApiId: z.string() }),
    create: (given, place) => put(given, family.idOf?.(given as never) ?? stableId(place.name(), MEMBER_ID_LENGTH)),
    update(given, { physicalId, attributes }) {
      const moved = attributes.ApiId !== given.ApiId || (family.idOf?.(given as never) ?? physicalId) !== physicalId;
      return moved || family.kind === 'deployments' ? 'replace' : put(given, physicalId);
    },
    remove({ physicalId, attributes }) {
      const held = gateway.store.apis.get(String(attributes.ApiId));
      if (held) gateway.store.delete(held, family.kind, physicalId);
    },
  });
}
