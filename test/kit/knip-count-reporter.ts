/** Says how many files the dead-code check looked at, after its own report: Knip keeps that to itself. */
import type { Reporter } from 'knip';

const reportCount: Reporter = ({ counters }) => {
  console.log(`dead code: ${counters.processed} files looked at`);
};

export default reportCount;
