/** Texts by name that outlive the page where the browser allows it. No call throws. */
export interface Store {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  remove(name: string): void;
  names(): string[];
}

/**
 * Opens a store over localStorage. What it does not take is kept as long as the page is open: storage may be forbidden,
 * full, or absent.
 *
 * @param open throws, or returns undefined, if there is no storage
 */
export function openStore(open: () => Storage | undefined): Store {
  const memory = new Map<string, string>();

  function tried<T>(use: (storage: Storage) => T): T | undefined {
    try {
      const storage = open();
      return storage && use(storage);
    } catch {
      return undefined;
    }
  }

  return {
    get: (name) => memory.get(name) ?? tried((storage) => storage.getItem(name)) ?? undefined,
    set(name, text) {
      memory.set(name, text);
      tried((storage) => {
        storage.setItem(name, text);
        memory.delete(name);
      });
    },
    remove(name) {
      memory.delete(name);
      tried((storage) => storage.removeItem(name));
    },
    names: () => [
      ...memory.keys(),
      ...(tried((storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "")) ?? []),
    ],
  };
}
