/** The policy language: what a document says to one request. Pure, so asked without a cloud. */
import { describe, expect, test } from 'vitest';
import { contextOf } from '../../../local/engine/policy/context.ts';
import { parsePolicy } from '../../../local/engine/policy/document.ts';
import { ask, compilePolicy, decide } from '../../../local/engine/policy/policy.ts';
import type { Caller } from '../../../local/engine/policy/principals.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const allow = (rest: object) => ({
  Statement: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE, ...rest },
});

function verdict(statement: object, context: Record<string, string | string[]> = {}, action = 'sqs:SendMessage') {
  const policy = compilePolicy(parsePolicy(allow(statement), 'identity'));
  return decide(policy.candidates(action, QUEUE), contextOf(context)) === 'allowed';
}

describe('actions and resources', () => {
  const cases: [string, object, boolean][] = [
    ['case of an action does not count', { Action: 'SQS:sendmessage' }, true],
    ['? stands for one character', { Action: 'sqs:SendMessag?' }, true],
    ['? does not stand for none', { Action: 'sqs:SendMessage?' }, false],
    ['a star in the middle', { Action: 's*:S*d*ge' }, true],
    ['another action', { Action: ['sqs:Receive*', 'sqs:Delete*'] }, false],
    ['NotAction leaves the others', { Action: undefined, NotAction: 'sqs:Delete*' }, true],
    ['case of a resource counts', { Resource: QUEUE.replace('orders', 'Orders') }, false],
    ['a star for parts of an ARN', { Resource: 'arn:aws:sqs:*:*:ord*' }, true],
    ['a variable in a resource', { Resource: `${QUEUE.slice(0, -6)}\${aws:PrincipalTag/queue}` }, true],
    ['a variable without value matches nothing', { Resource: `${QUEUE}\${aws:username}` }, false],
    ['a variable with a default', { Resource: `${QUEUE.slice(0, -6)}\${aws:username, 'orders'}` }, true],
    ['NotResource', { Resource: undefined, NotResource: `${QUEUE}2` }, true],
  ];
  test.each(cases)('%s', (_, statement, expected) => {
    expect(verdict(statement, { 'aws:PrincipalTag/queue': 'orders' })).toBe(expected);
  });

  test('many stars against a long text answer at once', () => {
    const Action = `sqs:${'a*'.repeat(40)}b`;
    expect(verdict({ Action }, {}, `sqs:${'a'.repeat(20_000)}`)).toBe(false);
  });
});

describe('conditions', () => {
  const context = {
    'events:source': 'signalbox.analyst',
    'aws:SourceIp': '10.1.2.3',
    'aws:CurrentTime': '2026-01-02T00:00:00Z',
    'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/bus/all',
    'aws:SecureTransport': 'true',
    'sqs:Size': '12',
    'dynamodb:LeadingKeys': ['a', 'b'],
    'aws:PrincipalTag/team': 'line',
  };
  const cases: [object, boolean][] = [
    [{ StringEquals: { 'EVENTS:Source': ['x', 'signalbox.analyst'] } }, true],
    [{ StringEquals: { 'events:source': 'Signalbox.analyst' } }, false],
    [{ StringEqualsIgnoreCase: { 'events:source': 'Signalbox.ANALYST' } }, true],
    [{ StringNotEquals: { 'events:source': ['x', 'signalbox.analyst'] } }, false],
    [{ StringNotEquals: { 'no:key': 'x' } }, true],
    [{ StringLike: { 'events:source': 'signalbox.*' } }, true],
    [{ StringNotLike: { 'events:source': 'other.*' } }, true],
    [{ StringEquals: { 'no:key': 'x' } }, false],
    [{ StringEqualsIfExists: { 'no:key': 'x' } }, true],
    [{ Null: { 'no:key': 'true', 'events:source': 'true' } }, false],
    [{ Null: { 'no:key': true } }, true],
    [{ NumericLessThanEquals: { 'sqs:Size': 12 } }, true],
    [{ NumericGreaterThan: { 'sqs:Size': 12 } }, false],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' } }, true],
    [{ Bool: { 'aws:SecureTransport': false } }, false],
    [{ IpAddress: { 'aws:SourceIp': ['192.168.0.0/16', '10.0.0.0/8'] } }, true],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/*' } }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:ev*:rule/*' } }, false],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b', 'c'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'a' } }, false],
    [{ 'ForAllValues:StringEquals': { 'no:key': 'a' } }, true],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': 'a' } }, true],
    [{ 'ForAnyValue:StringEquals': { 'no:key': 'a' } }, false],
    [{ StringEquals: { 'events:source': 'signalbox.analyst', 'no:key': 'x' } }, false],
    [{ StringLike: { 'events:source': 'signalbox.*' }, Bool: { 'aws:SecureTransport': 'true' } }, true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    [{ StringEquals: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/team}' } }, true],
  ];
  test.each(cases)('%j is %s', (Condition, expected) => {
    expect(verdict({ Condition }, context)).toBe(expected);
  });
});

describe('resource policies name who may', () => {
  const rule: Caller = { service: 'events.amazonaws.com' };
  const role: Caller = {
    accountId: '000000000000',
    arn: 'arn:aws:sts::000000000000:assumed-role/analyst/1',
    roleArn: 'arn:aws:iam::000000000000:role/analyst',
  };
  const cases: [string, object, Caller, string][] = [
    ['everyone', { Principal: '*' }, rule, 'allowed'],
    ['a service', { Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] } }, rule, 'allowed'],
    ['another service', { Principal: { Service: 'sns.amazonaws.com' } }, rule, 'unmentioned'],
    ['a role', { Principal: { AWS: 'arn:aws:iam::000000000000:role/analyst' } }, role, 'allowed'],
    ['another role', { Principal: { AWS: 'arn:aws:iam::000000000000:role/other' } }, role, 'unmentioned'],
    ['the account', { Principal: { AWS: 'arn:aws:iam::000000000000:root' } }, role, 'allowed'],
    ['the account is not its services', { Principal: { AWS: '000000000000' } }, rule, 'unmentioned'],
    ['all but', { NotPrincipal: { Service: 'events.amazonaws.com' } }, rule, 'unmentioned'],
    ['a deny', { Effect: 'Deny', Principal: '*' }, role, 'denied'],
  ];
  test.each(cases)('%s', (_, statement, caller, expected) => {
    const policy = compilePolicy(parsePolicy(allow(statement), 'resource'));
    expect(ask(policy, caller, 'sqs:SendMessage', QUEUE, contextOf({}))).toBe(expected);
  });
});
