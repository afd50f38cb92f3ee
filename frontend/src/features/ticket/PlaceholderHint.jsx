/** @import { Requester } from '../../api/ticket.js' */

const NAME = /\{\{[ \t]*requester\.name[ \t]*\}\}/;

/**
 * What the server will write in the place of the requester's name.
 *
 * @param {{ body: string, requester: Requester | null, isToAll: boolean }} props
 */
export function PlaceholderHint({ body, requester, isToAll }) {
  const found = NAME.exec(body)?.[0];
  if (!found) return null;
  const name = requester?.name;
  return (
    <p className={`text-small wrap-anywhere ${name ? 'text-ink-soft' : 'text-amber'}`}>
      <span translate="no">{found}</span>
      <span>{name ? ' becomes ' : ' stays empty here: the requester has given no name.'}</span>
      {name && <bdi translate="no">{`“${name}”`}</bdi>}
      {name && <span>{isToAll ? ' here, and each requester’s own name in the duplicates.' : ' when it is sent.'}</span>}
    </p>
  );
}
