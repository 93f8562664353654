import { useEffect, useEffectEvent } from 'react'

export function useHotkey(key: string, handler: () => void) {
  const onPress = useEffectEvent(handler)

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      const typing = event.target instanceof HTMLInputElement
      if (event.key === key && !typing) {
        event.preventDefault()
        onPress()
      }
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [key])
}
