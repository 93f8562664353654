import { ref, watch, type Ref } from 'vue'

export function useLocalStorage<T>(key: string, initial: T): Ref<T> {
  const stored = localStorage.getItem(key)
  const value = ref(stored === null ? initial : JSON.parse(stored)) as Ref<T>
  watch(value, next => localStorage.setItem(key, JSON.stringify(next)), { deep: true })
  return value
}
