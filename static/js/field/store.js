/* The device's store (IndexedDB). One change is one transaction: wholly in or wholly out, also when the tab is killed. */
const NAME = "hanbat-field";
const STORES = { meta: {}, stock: {}, forms: {}, drafts: {}, queue: { keyPath: "number", autoIncrement: true } };

const asked = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

export class Store {
  static async opened() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    const store = new Store();
    store.base = await asked(request);
    store.base.onversionchange = () => store.base.close(); // another tab wipes it
    return store;
  }

  get(name, key) {
    return asked(this.base.transaction(name).objectStore(name).get(key));
  }

  all(name) {
    return asked(this.base.transaction(name).objectStore(name).getAll());
  }

  keys(name) {
    return asked(this.base.transaction(name).objectStore(name).getAllKeys());
  }

  /** Changes in one transaction: change({put(name, value, key), delete(name, key), clear(name)}). Resolves once the disk has
     it; raises (QuotaExceededError) when it has not, and then nothing is changed. */
  change(names, change) {
    const transaction = this.base.transaction(names, "readwrite", { durability: "strict" });
    const within = (name) => transaction.objectStore(name);
    const done = new Promise((kept, fail) => {
      transaction.oncomplete = () => kept();
      transaction.onabort = () => fail(transaction.error ?? new DOMException("aborted", "AbortError"));
    });
    try {
      change({
        put: (name, value, key) => within(name).put(value, key),
        delete: (name, key) => within(name).delete(key),
        clear: (name) => within(name).clear(),
      });
    } catch (fault) {
      transaction.abort();
      return done.catch(() => Promise.reject(fault));
    }
    return done;
  }

  put(name, value, key) {
    return this.change([name], (within) => within.put(name, value, key));
  }

  /** Nothing is left. */
  async wipe() {
    this.base.close();
    await asked(indexedDB.deleteDatabase(NAME));
  }
}
