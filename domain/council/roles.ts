/** The debaters of the council: what each looks at, and what its stand-in leans to when there is no model (stand-in.ts). */

export const DEBATERS = [
  ...['advocate', 'sceptic', 'analyst', 'expert', 'economist'],
  ...['engineer', 'ethicist', 'user', 'historian'],
] as const;

export interface Role {
  readonly title: string;
  /** What it looks at, as an agent's role in the registry says it. */
  readonly looksAt: string;
  /** From −1 to 1: where it begins, whatever the question. */
  readonly leaning: number;
  /** What its stand-in says; `for` and `against` in turn. */
  readonly lines: { readonly for: string; readonly against: string };
}

export const ROLES: Readonly<Record<(typeof DEBATERS)[number], Role>> = {
  advocate: {
    title: 'Advocate',
    looksAt: 'the strongest case for the proposal',
    leaning: 0.7,
    lines: {
      for: 'The strongest case for it stands: it does more good than what we do now.',
      against: 'Even at its strongest, the case for it does not carry.',
    },
  },
  sceptic: {
    title: 'Sceptic',
    looksAt: 'what is unproven, and what could go wrong',
    leaning: -0.7,
    lines: {
      for: 'My doubts were answered: what is left of them does not outweigh it.',
      against: 'What it promises is not shown, and what it breaks is not counted.',
    },
  },
  analyst: {
    title: 'Analyst',
    looksAt: 'figures: what is known, how well, and what they decide',
    leaning: 0,
    lines: {
      for: 'As far as there are figures, they point in its favour.',
      against: 'As far as there are figures, they do not bear it out.',
    },
  },
  expert: {
    title: 'Expert of the field',
    looksAt: 'how the field itself does it, and why',
    leaning: 0.1,
    lines: {
      for: 'It is how the field does it where the conditions are like ours.',
      against: 'The field tried it under better conditions and left it.',
    },
  },
  economist: {
    title: 'Economist',
    looksAt: 'cost, benefit, incentives, and what else the means could do',
    leaning: -0.1,
    lines: {
      for: 'Its benefit returns every year; its cost is paid once.',
      against: 'The same means would do more elsewhere.',
    },
  },
  engineer: {
    title: 'Engineer',
    looksAt: 'whether it can be built, run and undone',
    leaning: 0.1,
    lines: {
      for: 'It can be built in steps, and each step can be undone.',
      against: 'It cannot be undone once it runs, and it will have to be run for years.',
    },
  },
  ethicist: {
    title: 'Ethicist',
    looksAt: 'who is better or worse off, and who was asked',
    leaning: -0.2,
    lines: {
      for: 'Those who bear its cost are those who have its benefit.',
      against: 'Those who bear its cost were not asked, and do not have its benefit.',
    },
  },
  user: {
    title: "User's voice",
    looksAt: 'the people who will live with it every day',
    leaning: 0.2,
    lines: {
      for: 'People who live with it would have it easier, and notice it.',
      against: 'People would have to change what they do every day for something that they did not miss.',
    },
  },
  historian: {
    title: 'Historian',
    looksAt: 'what became of the like before',
    leaning: -0.1,
    lines: {
      for: 'The like was tried before, and what went wrong then is known now.',
      against: 'The like was tried before, and went wrong for reasons that are still there.',
    },
  },
};
