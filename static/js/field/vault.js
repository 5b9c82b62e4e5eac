/* Everything on the device is sealed (AES-GCM) under one key of chance. The key lies there wrapped twice: by the PIN and by a
   key that the server hands to the signed-in owner. In the open it lives as long as the tab. */
import { fromBase64, toBase64 } from "./items.js";

const ROUNDS = 600_000; // PBKDF2-HMAC-SHA-256
const MOST_WRONG = 10; // PINs; then only signing in opens it
const TAB = "hanbat-field-key";
export const SHORTEST_PIN = 6;

const chance = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));
const usable = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

async function sealed(key, bytes) {
  const iv = chance(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

const unsealed = (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

async function byPin(pin, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin.normalize("NFKC")), "PBKDF2", false, ["deriveBits"]);
  return usable(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed, 256));
}

export class Vault {
  /** kept: how the key lies wrapped on the device, {pin: {salt, rounds, iv, data} | null, server: {iv, data}, wrong}. */
  constructor(raw, key, kept) {
    Object.assign(this, { raw, key, kept });
    sessionStorage.setItem(TAB, toBase64(raw));
  }

  /** A new key. lock: the server's key for this device, base64. */
  static async made(pin, lock) {
    const raw = chance(32);
    const vault = new Vault(raw, await usable(raw), { pin: null, server: null, wrong: 0 });
    await vault.wrapForServer(lock);
    await vault.choosePin(pin);
    return vault;
  }

  /** As it was opened in this tab before; null where it was not. */
  static async ofTab(kept) {
    const text = sessionStorage.getItem(TAB);
    if (!text) return null;
    const raw = fromBase64(text);
    return new Vault(raw, await usable(raw), kept);
  }

  /** Opened by the PIN: {vault, kept}, the vault null when it is wrong. Too many wrong ones take the PIN away. */
  static async openedByPin(kept, pin) {
    if (!kept.pin) return { vault: null, kept };
    try {
      const raw = new Uint8Array(await unsealed(await byPin(pin, kept.pin.salt, kept.pin.rounds), kept.pin));
      const right = { ...kept, wrong: 0 };
      return { vault: new Vault(raw, await usable(raw), right), kept: right };
    } catch (fault) {
      if (fault.name !== "OperationError") throw fault;
      const wrong = kept.wrong + 1;
      return { vault: null, kept: { ...kept, wrong, pin: wrong < MOST_WRONG ? kept.pin : null } };
    }
  }

  /** Opened by the server's key; null when that is not the one. */
  static async openedByServer(kept, lock) {
    try {
      const raw = new Uint8Array(await unsealed(await usable(fromBase64(lock)), kept.server));
      return new Vault(raw, await usable(raw), kept);
    } catch (fault) {
      if (fault.name !== "OperationError") throw fault;
      return null;
    }
  }

  static forgetTab() {
    sessionStorage.removeItem(TAB);
  }

  async wrapForServer(lock) {
    this.kept = { ...this.kept, server: await sealed(await usable(fromBase64(lock)), this.raw) };
  }

  async choosePin(pin) {
    const salt = chance(16);
    const wrapped = await sealed(await byPin(pin, salt, ROUNDS), this.raw);
    this.kept = { ...this.kept, pin: { salt, rounds: ROUNDS, ...wrapped }, wrong: 0 };
  }

  /** Anything that JSON can say → what may lie on the device. */
  seal(value) {
    return sealed(this.key, new TextEncoder().encode(JSON.stringify(value)));
  }

  async open(value) {
    return JSON.parse(new TextDecoder().decode(await unsealed(this.key, value)));
  }
}
