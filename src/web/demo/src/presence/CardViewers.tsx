import type { EntityRef } from '@orleansrealtime/client';
import { ViewerStack } from '@orleansrealtime/react';
import { hueOf, nameOf } from '../session/people.js';

/** Those who look at a card, with the team's names and colours. */
export const CardViewers = (props: { entity: EntityRef; size: number; most: number }) => <ViewerStack {...props} nameOf={nameOf} hueOf={hueOf} />;
