import type { InboxItem } from '@orleansrealtime/client';
import { Bell as Inbox, type Texts } from '@orleansrealtime/react';
import { useState } from 'preact/hooks';
import { EmptyInbox } from '../guide/EmptyInbox.js';
import type { Robo } from '../robo/useRobo.js';
import { firstName, hueOf } from '../session/people.js';
import { PopUps } from './PopUps.js';

interface Props {
  onOpenItem: (id: string) => void;
  onPreferences: () => void;
  robo: Robo;
}

const texts: Partial<Texts> = {
  nothing: {
    all: 'Nothing yet. What others do to the cards that you follow comes here, and where they mention you or assign you one.',
    unread: 'Everything is read.',
    archived: 'What you archive is kept here.',
    snoozed: 'What you snooze waits here, and comes back by itself.',
  },
  preferences: 'What reaches me, and why',
};

export function Bell({ onOpenItem, onPreferences, robo }: Props) {
  const [isOpen, setOpen] = useState(false);
  const open = ({ entity, deleted }: InboxItem) => {
    if (entity?.type === 'workitem' && !deleted) onOpenItem(entity.id);
  };
  return (
    <>
      <Inbox texts={texts} nameOf={firstName} hueOf={hueOf} onOpen={open} onPreferences={onPreferences} onToggle={setOpen} empty={<EmptyInbox robo={robo} />} />
      {!isOpen && <PopUps onOpen={open} />}
    </>
  );
}
