export type Priority = 'low' | 'normal' | 'high'

export interface Task {
  id: string
  title: string
  notes: string
  priority: Priority
  estimate: number
  done: { text: string, checked: boolean }[]
}

export interface Lane {
  id: string
  name: string
  limit: number
  tasks: Task[]
}
