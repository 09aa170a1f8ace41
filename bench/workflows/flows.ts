/** The flows that every subject runs: two steps and three, each a trivial asynchronous function whose result is kept. */

export const FLOWS = { twoStep: 2, threeStep: 3 } as const;
export type Flow = keyof typeof FLOWS;

export interface Text {
  readonly text: string;
}

/** What one step does. Small, and asynchronous as any call of an agent is. */
export const step = async ({ text }: Text): Promise<Text> => ({ text: `${text}.` });

/** What a flow of so many steps gives for `text`. */
export const resultOf = (flow: Flow, text: string): string => text + '.'.repeat(FLOWS[flow]);
