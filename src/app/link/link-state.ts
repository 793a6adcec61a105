/** What a link did to the page. */
export interface LinkState {
  /** Whether settings of a link are in force. */
  readonly isVisit: boolean;
  /** Names of what the link said and the page could not take. */
  readonly dropped: readonly string[];
  /** Whether there is something to be told that nobody has dismissed. */
  readonly isTold: boolean;
}

export const noLink: LinkState = { isVisit: false, dropped: [], isTold: true };

/** Keeps the link's settings as one's own, goes back to one's own, or puts the notice away. */
export type LinkAction = 'keep' | 'give-back' | 'dismiss';
