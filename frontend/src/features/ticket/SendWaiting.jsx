import { useKnownSession } from '../account/useSession.js';
import { useOutbox } from '../sending/useOutbox.js';
import { waitingMessages } from './outgoing.js';

/**
 * Sends the messages that wait for the network while no ticket's page is open. Shows nothing.
 *
 * @param {{ onSent: () => void }} props
 */
export default function SendWaiting({ onSent }) {
  const username = useKnownSession().session?.account?.username;
  useOutbox(waitingMessages, onSent, ({ body }) => body.account === username);
  return null;
}
