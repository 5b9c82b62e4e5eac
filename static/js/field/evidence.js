/* Photos, scaled down on the device, and where it is. */
const LONGEST_SIDE = 1_600; // pixels
const QUALITY = 0.8;
const PATIENCE = 10_000; // milliseconds

/** A picture as a JPEG no larger than needed, without what the camera wrote into it; null for what is no picture. */
export async function scaledDown(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return blob && new Uint8Array(await blob.arrayBuffer());
}

/** {latitude, longitude, accuracy}: degrees as text with six decimals, metres; null without leave or signal. */
export function position() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy: Math.ceil(coords.accuracy) }),
      () => done(null),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60_000 },
    );
  });
}
