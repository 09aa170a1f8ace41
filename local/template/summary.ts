/** What a template asks of whoever deploys it: parameters to give, capabilities to acknowledge. */
import type { TemplateSummary } from '../engine/stacks.ts';
import type { TemplateDocument } from './document.ts';

/** Property that names a resource of IAM, by type; without a name a capability less is needed. */
const IAM_NAMES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::RolePolicy': undefined,
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

export function summaryOf(document: TemplateDocument): TemplateSummary {
  const { AWSTemplateFormatVersion: version, Description: description, Metadata: metadata } = document;
  return {
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(metadata !== undefined && { metadata: JSON.stringify(metadata) }),
    parameters: Object.entries(document.Parameters).map(([key, declared]) => ({
      key,
      type: declared.Type,
      noEcho: String(declared.NoEcho) === 'true',
      ...(declared.Description !== undefined && { description: declared.Description }),
      ...(declared.Default !== undefined && { defaultValue: [declared.Default].flat().join(',') }),
      ...(declared.AllowedValues !== undefined && { allowedValues: declared.AllowedValues.map(String) }),
    })),
    resourceTypes: [...new Set(Object.values(document.Resources).map(({ Type }) => Type))],
    ...capabilitiesOf(document),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (Capabilities) */
function capabilitiesOf({ Resources }: TemplateDocument): Pick<TemplateSummary, 'capabilities' | 'capabilitiesReason'> {
  const resources = Object.values(Resources).filter(({ Type }) => Object.hasOwn(IAM_NAMES, Type));
  if (resources.length === 0) return { capabilities: [] };
  const isNamed = resources.some(({ Type, Properties }) => Properties[IAM_NAMES[Type] ?? ''] !== undefined);
  const types = [...new Set(resources.map(({ Type }) => Type))].join(', ');
  return {
    capabilities: [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'],
    capabilitiesReason: `The following resource(s) require capabilities: [${types}]`,
  };
}
