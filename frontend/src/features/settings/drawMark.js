/** Pixels of a mark's sides: 24 on the page, on screens that draw each with up to nine. */
const SIDE = 72;

/**
 * An image of any size and format that the browser reads, as the small PNG image that the server takes.
 *
 * @param {File} file
 * @returns {Promise<string>} a `data:` address; rejects when the browser cannot read the file
 */
export async function drawMark(file) {
  const image = new Image();
  image.src = await addressOf(file);
  await image.decode();
  // A drawing that has no size fills the square.
  const [width, height] = [image.naturalWidth || SIDE, image.naturalHeight || SIDE];
  const scale = SIDE / Math.max(width, height);
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  const [drawn, high] = [width * scale, height * scale];
  canvas.getContext('2d')?.drawImage(image, (SIDE - drawn) / 2, (SIDE - high) / 2, drawn, high);
  return canvas.toDataURL('image/png');
}

/** @param {File} file  @returns {Promise<string>} The Content-Security-Policy allows `data:` for images, not `blob:`. */
const addressOf = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(/** @type {string} */ (reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
