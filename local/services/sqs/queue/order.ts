/**
 * Who is next. A standard queue gives visible messages in the order in which they became visible. A FIFO queue gives them
 * by message group: the oldest message of a group first, and nothing of a group whose oldest message is not visible.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
import { type Message, MessageList } from '../message.ts';

export interface Order {
  /** A message came into the queue, visible or delayed. */
  arrived(message: Message): void;
  becameVisible(message: Message): void;
  /** It left the queue, or is not visible any more. */
  hidden(message: Message): void;
  removed(message: Message): void;
  /**
   * Offers visible messages in order until `limit` are taken. `take` must hide the message or remove it from the queue, and
   * answers whether it counts.
   */
  offer(limit: number, take: (message: Message) => boolean): void;
  clear(): void;
}

export function standardOrder(): Order {
  let visible = new MessageList();
  const leave = (message: Message) => visible.remove(message);
  return {
    arrived(message) {
      if (message.state === 'visible') visible.push(message);
    },
    becameVisible: (message) => visible.push(message),
    hidden: leave,
    removed: leave,
    offer(limit, take) {
      let taken = 0;
      while (taken < limit && visible.first) if (take(visible.first)) taken += 1;
    },
    clear() {
      visible = new MessageList();
    },
  };
}

/** All messages of a group that are not deleted, oldest first. */
class Group extends MessageList {
  readonly id: string;
  constructor(id: string) {
    super();
    this.id = id;
  }
}

export function fifoOrder(): Order {
  const groups = new Map<string, Group>();
  /** Groups whose oldest message is visible; the one that has waited longest comes first. */
  const ready = new Set<Group>();

  function refresh(group: Group): void {
    if (group.first?.state === 'visible') ready.add(group);
    else ready.delete(group);
    if (!group.first) groups.delete(group.id);
  }
  const groupOf = (message: Message) => groups.get(message.stored.groupId ?? '');
  function touch(message: Message): void {
    const group = groupOf(message);
    if (group) refresh(group);
  }

  return {
    arrived(message) {
      const id = message.stored.groupId ?? '';
      let group = groups.get(id);
      if (!group) {
        group = new Group(id);
        groups.set(id, group);
      }
      group.push(message);
      refresh(group);
    },
    becameVisible: touch,
    hidden: touch,
    removed(message) {
      const group = groupOf(message);
      if (!group) return;
      group.remove(message);
      refresh(group);
    },
    offer(limit, take) {
      let taken = 0;
      for (const group of ready) {
        let message = group.first;
        while (message?.state === 'visible' && taken < limit) {
          const next: Message | undefined = message.next;
          if (take(message)) taken += 1;
          message = next;
        }
        if (taken === limit) return;
      }
    },
    clear() {
      groups.clear();
      ready.clear();
    },
  };
}
