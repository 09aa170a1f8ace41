/**
 * A definition as a Mermaid flowchart. A step is a node by its kind, a block a subgraph with its steps, an edge leads from a step to
 * those that follow it. https://mermaid.js.org/syntax/flowchart.html
 */
import type { Step, StepKind, WorkflowDefinition } from '../../contracts/workflow.ts';
import { predecessorsOf } from './levels.ts';
import { listsIn, rootList, type StepList } from './steps.ts';

/** Their brackets make the shape: a rectangle unless told. */
const SHAPES: Partial<Readonly<Record<StepKind, readonly [string, string]>>> = {
  message: ['[/', '/]'],
  coordination: ['[[', ']]'],
  wait: ['([', '])'],
  condition: ['{', '}'],
  approval: ['{{', '}}'],
  subworkflow: ['[[', ']]'],
  debate: ['[[', ']]'],
  transform: ['>', ']'],
};

/** A title is a title: what means something to Mermaid or to a browser becomes an entity of Mermaid's. */
const escaped = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[#"<>`{}[\]()|;*_~\\&]/g, (character) => `#${character.charCodeAt(0)};`);

/** Ids of steps may be words of Mermaid (`end`). */
const node = (id: string): string => `s_${id}`;

export function diagramOf(definition: WorkflowDefinition): string {
  const root = rootList(definition);
  const lines = [
    ...nodesOf(root, '  '),
    `  s_([${quoted(triggerText(definition))}])`,
    `  _e([${quoted('end')}])`,
    ...edgesOf(root, 's_', '_e', '  '),
  ];
  return `flowchart TD\n${lines.join('\n')}\n`;
}

const quoted = (text: string): string => `"${escaped(text)}"`;

function triggerText({ trigger }: WorkflowDefinition): string {
  if (trigger.kind === 'message') return `on ${trigger.type}`;
  return trigger.kind === 'schedule' ? trigger.expression : 'start';
}

function nodesOf(list: StepList, indent: string): string[] {
  return list.steps.flatMap((step) => {
    const lists = listsIn(step, list.within);
    const [open, close] = SHAPES[step.kind] ?? ['[', ']'];
    const label = quoted(labelOf(step));
    const own = `${indent}${node(step.id)}${open}${label}${close}`;
    if (lists.length === 0) return [own];
    const inside = `${indent}  `;
    return [
      `${indent}subgraph ${node(step.id)}_block [${label}]`,
      `${inside}${node(step.id)}${open}${quoted(step.kind)}${close}`,
      ...lists.flatMap((one) => [...nodesOf(one, inside), ...edgesWithin(step, one, inside)]),
      `${indent}end`,
    ];
  });
}

const labelOf = (step: Step): string => (step.title === undefined ? step.id : `${step.title} (${step.id})`);

/** From a block to the first steps of one of its lists, and among them. */
function edgesWithin(step: Step, list: StepList, indent: string): string[] {
  const word = list.label === step.id ? '' : list.label.slice(step.id.length + 2);
  const back = step.kind === 'loop' ? node(step.id) : undefined;
  return edgesOf(list, node(step.id), back, indent, word === '' ? '' : wordOf(step, word));
}

function wordOf(step: Step, word: string): string {
  const branch = /^branch (\d+)$/.exec(word)?.[1];
  const title = step.kind === 'condition' && branch ? step.branches[Number(branch) - 1]?.title : undefined;
  const caught = /^catch (\d+)$/.exec(word)?.[1];
  return title ?? (caught ? (step.catch?.[Number(caught) - 1]?.errors.join(', ') ?? word) : word);
}

/** The edges of a list: into its first steps, between them, and from the last ones to `to`. */
function edgesOf(list: StepList, from: string, to: string | undefined, indent: string, label = ''): string[] {
  const before = predecessorsOf(list.steps, list.independent);
  const followed = new Set([...before.values()].flat());
  const into = label === '' ? '-->' : `-->|${quoted(label)}|`;
  return list.steps.flatMap(({ id }) => {
    const predecessors = before.get(id) ?? [];
    const edges = predecessors.map((one) => `${indent}${node(one)} --> ${node(id)}`);
    return [
      ...(predecessors.length === 0 ? [`${indent}${from} ${into} ${node(id)}`] : edges),
      ...(to !== undefined && !followed.has(id) ? [`${indent}${node(id)} --> ${to}`] : []),
    ];
  });
}
