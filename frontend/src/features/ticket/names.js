/** Where the messages of agents that wait for the network are stored. The first page looks there without loading more. */
export const WAITING_MESSAGES = 'waiting-message:';
