/** The bodies of all refusals and failures that the specs of one file got. */
export const errorsSeen: string[] = [];
