/**
 * Create, Get, Get all, Update and Delete of the five kinds of members. One file for the 25 actions: they differ in nothing but
 * the family (families.ts), and 25 copies would.
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html, and so on for the others
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Family } from '../families.ts';
import { type ApiGateway, apiOf, deployTo, memberOf, membersOf, putMember } from '../members.ts';
import type { Deployment, Kind } from '../model.ts';
import { listing } from './paging.ts';

/** Length of the ids that AWS makes. */
const ID_LENGTH = 7;

export function memberActions<K extends Kind>(gateway: ApiGateway, family: Family<K>): Action[] {
  const { kind, noun, idName, shape } = family;
  const all = `/v2/apis/{apiId}/${kind}`;
  const one = `${all}/{${idName}}`;
  const given = z.object(shape);
  const created = z.strictObject({ ...shape, apiId: z.string() });
  const named = z.strictObject({ apiId: z.string(), [idName]: z.string() });
  const changed = z.strictObject({ ...optional(shape), apiId: z.string(), [idName]: z.string() });
  const idIn = (input: object): string => (input as Record<string, string>)[idName] ?? '';

  return [
    action({
      name: `Create${noun}`,
      input: created,
      http: { method: 'POST', path: all, status: 201 },
      run(input) {
        const { apiId, ...rest } = input as { apiId: string };
        const held = apiOf(gateway, apiId);
        const id = family.idOf?.(rest as never) ?? gateway.engine.random.id(ID_LENGTH);
        const member = putMember(gateway, held, family, id, rest);
        if (kind === 'deployments') deployTo(gateway, held, member as Deployment);
        return family.answer(member);
      },
    }),
    action({
      name: `Get${noun}`,
      input: named,
      http: { method: 'GET', path: one },
      run: (input) => family.answer(memberOf(apiOf(gateway, String(input.apiId)), family, idIn(input))),
    }),
    listing(`Get${noun}s`, { apiId: z.string() }, { method: 'GET', path: all }, (input) =>
      Array.from(membersOf(apiOf(gateway, String(input.apiId)), kind).values(), family.answer),
    ),
    action({
      name: `Update${noun}`,
      input: changed,
      http: { method: 'PATCH', path: one },
      run(input) {
        const { apiId, ...changes } = input as { apiId: string };
        const held = apiOf(gateway, apiId);
        const before = memberOf(held, family, idIn(input)) as object;
        return family.answer(putMember(gateway, held, family, idIn(input), given.parse({ ...before, ...changes })));
      },
    }),
    action({
      name: `Delete${noun}`,
      input: named,
      http: { method: 'DELETE', path: one, status: 204 },
      run(input) {
        const held = apiOf(gateway, String(input.apiId));
        memberOf(held, family, idIn(input));
        gateway.store.delete(held, kind, idIn(input));
      },
    }),
  ];
}

/** Every member may be left out, and then has no default: it stays as it was. */
const optional = (shape: z.ZodRawShape): Record<string, z.ZodType> =>
  Object.fromEntries(
    Object.entries(shape).map(([name, type]) => [
      name,
      z.optional(type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : (type as z.ZodType)),
    ]),
  );
