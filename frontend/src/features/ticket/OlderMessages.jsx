import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';

/** @import { useConversation } from './useConversation.js' */

/**
 * The gap between the description and the loaded messages.
 *
 * @param {{ conversation: ReturnType<typeof useConversation>, isLoading: boolean }} props
 */
export function OlderMessages({ conversation: { status, older, sentence, showOlder, retry }, isLoading }) {
  return (
    <>
      <div className="grid justify-items-center empty:hidden">
        {older && (
          <button
            type="button"
            className="quiet-button my-3 border border-line bg-panel px-3! text-accent!"
            onClick={() => void showOlder()}
          >
            Show older messages
          </button>
        )}
      </div>
      <div role="status" className="empty:hidden">
        {isLoading && <LoadingSpinner>Loading the conversation…</LoadingSpinner>}
      </div>
      <div role="alert" className="my-2 text-red empty:hidden">
        {status === 'failed' && (
          <p>
            <span>{sentence || 'The conversation could not be loaded.'}</span>
            <button type="button" className="quiet-button text-accent!" onClick={retry}>
              Try again
            </button>
          </p>
        )}
        {status === 'ready' && sentence && <p>{sentence}</p>}
      </div>
    </>
  );
}
