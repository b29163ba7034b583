/** How the preferences name a card. */
export const keyOfItem = (id: string): string => `workitem/${id}`;
