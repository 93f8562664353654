import { sampleLanes } from './sample'
import { load, save } from './storage'
import type { Lane, Priority, Task } from './types'

const STORAGE_KEY = 'lanes:board'

class Board {
  lanes = $state<Lane[]>(load(STORAGE_KEY, sampleLanes))
  search = $state('')
  selectedId = $state<string | null>(null)

  all = $derived(this.lanes.flatMap(lane => lane.tasks))
  selected = $derived(this.all.find(task => task.id === this.selectedId))
  points = $derived(this.all.reduce((sum, task) => sum + task.estimate, 0))

  visible(lane: Lane): Task[] {
    const needle = this.search.trim().toLowerCase()
    return needle === '' ? lane.tasks : lane.tasks.filter(task => task.title.toLowerCase().includes(needle))
  }

  add(laneId: string, title: string, priority: Priority): void {
    const lane = this.lanes.find(candidate => candidate.id === laneId)
    lane?.tasks.push({ id: crypto.randomUUID(), title, notes: '', priority, estimate: 1, done: [] })
  }

  move(taskId: string, laneId: string): void {
    const from = this.lanes.find(lane => lane.tasks.some(task => task.id === taskId))
    const to = this.lanes.find(lane => lane.id === laneId)
    if (!from || !to || from === to || to.tasks.length >= to.limit) return
    const [task] = from.tasks.splice(from.tasks.findIndex(candidate => candidate.id === taskId), 1)
    to.tasks.push(task)
  }

  remove(taskId: string): void {
    for (const lane of this.lanes) lane.tasks = lane.tasks.filter(task => task.id !== taskId)
    if (this.selectedId === taskId) this.selectedId = null
  }

  persist(): void {
    save(STORAGE_KEY, $state.snapshot(this.lanes))
  }
}

export const board = new Board()
