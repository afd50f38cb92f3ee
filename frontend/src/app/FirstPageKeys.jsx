import ShortcutsDialog from '../ui/ShortcutsDialog.jsx';

/** @type {[string, string][]} */
const SHORTCUTS = [
  ['n', 'Write a new ticket'],
  ['/', 'Search'],
  ['j', 'Next ticket'],
  ['k', 'Previous ticket'],
  ['Enter', 'Unfold or fold the ticket'],
  ['Ctrl + Enter', 'Send what you are writing'],
  ['?', 'This list'],
  ['Esc', 'Close the open dialog or ticket'],
];

/** The keys of the first page. @param {{ onClose: () => void }} props */
export default function FirstPageKeys({ onClose }) {
  return <ShortcutsDialog shortcuts={SHORTCUTS} onClose={onClose} />;
}
