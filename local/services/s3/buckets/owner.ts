/** The canonical user that stands for the account. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
import { createHash } from 'node:crypto';
import type { Engine } from '../../../engine/engine.ts';

export const ownerOf = ({ account }: Engine) => ({ ID: createHash('sha256').update(account).digest('hex') });

/** What a list says where access control lists are off: all to the owner. */
export const ownersAcl = (engine: Engine) => ({
  Owner: ownerOf(engine),
  AccessControlList: {
    Grant: [
      {
        Grantee: {
          '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
          '@xsi:type': 'CanonicalUser',
          ...ownerOf(engine),
        },
        Permission: 'FULL_CONTROL',
      },
    ],
  },
});
