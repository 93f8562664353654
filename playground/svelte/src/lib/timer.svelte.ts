/** A count of the seconds since it was started, for the focus mode. */
export function createTimer() {
  let seconds = $state(0)
  let handle = $state<ReturnType<typeof setInterval> | null>(null)
  const label = $derived(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`)

  return {
    get label() { return label },
    get running() { return handle !== null },
    toggle() {
      if (handle !== null) {
        clearInterval(handle)
        handle = null
        return
      }
      handle = setInterval(() => { seconds += 1 }, 1000)
    },
    reset() {
      seconds = 0
    },
  }
}
