export function load<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key)
    return text === null ? structuredClone(fallback) : JSON.parse(text) as T
  }
  catch {
    return structuredClone(fallback)
  }
}

export function save(key: string, value: unknown): void {
  localStorage.setItem(key, JSON.stringify(value))
}
