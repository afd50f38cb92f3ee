/**
 * What became of the last action of a section.
 *
 * @param {{ notice: string, problem: string }} props
 */
export function Outcome({ notice, problem }) {
  return (
    <>
      <p role="status" className="text-small text-ink-soft empty:hidden">
        {notice}
      </p>
      <p role="alert" className="text-small text-red empty:hidden">
        {problem}
      </p>
    </>
  );
}
