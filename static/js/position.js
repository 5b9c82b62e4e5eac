/* Where the device is. */

/** {latitude, longitude, accuracy}: degrees as text with six decimals, metres; null without leave or signal.
    `patience` and `oldest` in milliseconds: how long to wait, and how old a place may be. */
export function position(patience, oldest) {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy: Math.ceil(coords.accuracy) }),
      () => done(null),
      { enableHighAccuracy: true, timeout: patience, maximumAge: oldest },
    );
  });
}
