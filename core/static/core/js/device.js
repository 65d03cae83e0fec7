/* Small things that several scripts need of the browser. */

/* What the server wants to see with every POST; read each time, because a log-in changes it. */
export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Over plain http there is no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* Only a browser that offers all of this can open pages without a network; none does over plain http on another host. */
export const canWorkOffline = () => isSecureContext && "serviceWorker" in navigator && "indexedDB" in window;

/* Some time around `pause`, so that a hall full of phones does not come back in the same moment. */
export const around = (pause) => pause * (0.75 + Math.random() / 2);
