const turns = new WeakMap<object, Promise<void>>()

/** One after the other for all who give the same object, so that nobody works on what another one is about to change. */
export function inTurnWith<T>(owner: object, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(owner) ?? Promise.resolve()).then(work)
  turns.set(owner, turn.then(() => {}, () => {}))
  return turn
}
