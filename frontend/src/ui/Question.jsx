/**
 * Asked before what cannot be taken back. It belongs below the button that was pressed, which stays, so that a second
 * press of a hurried reader answers nothing.
 *
 * @param {object} props
 * @param {string} props.words what is lost
 * @param {string} props.yes
 * @param {string} [props.className]
 * @param {() => void} props.onYes
 * @param {() => void} props.onNo
 */
export function Question({ words, yes, className = '', onYes, onNo }) {
  return (
    <div className={`text-small ${className}`}>
      <p role="alert">{words}</p>
      <div className="-ml-2 flex gap-x-1">
        <button type="button" className="quiet-button text-red!" onClick={onYes}>
          {yes}
        </button>
        <button type="button" className="quiet-button" onClick={onNo}>
          Keep
        </button>
      </div>
    </div>
  );
}
