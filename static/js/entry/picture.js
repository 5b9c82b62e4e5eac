/* Photos, made smaller on the device. */
export const LONGEST_SIDE = 1_600; // pixels: enough to read a sign by, a tenth of what a phone takes
const QUALITY = 0.8;

/** What the browser can draw, the right way up; null for what it cannot. */
export const opened = (file) => createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);

/** A picture as a JPEG no larger than needed, without what the camera wrote into it; null when that fails. */
export function scaledDown(picture) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}
