import type { Lane, Task } from './types'

function task(id: string, title: string, rest: Partial<Task> = {}): Task {
  return { id, title, notes: '', priority: 'normal', estimate: 1, done: [], ...rest }
}

export const sampleLanes: Lane[] = [
  {
    id: 'todo',
    name: 'To do',
    limit: 8,
    tasks: [
      task('t1', 'Write the release notes', { priority: 'high', estimate: 2 }),
      task('t2', 'Reply to the survey', { estimate: 1 }),
      task('t3', 'Tidy the icon set', {
        priority: 'low',
        estimate: 3,
        done: [{ text: 'list unused ones', checked: true }, { text: 'redraw arrows', checked: false }],
      }),
    ],
  },
  {
    id: 'doing',
    name: 'In progress',
    limit: 3,
    tasks: [task('t4', 'Keyboard navigation', { notes: 'Arrow keys, then Enter.', estimate: 5, priority: 'high' })],
  },
  { id: 'done', name: 'Done', limit: 50, tasks: [task('t5', 'Dark colours', { estimate: 2 })] },
]
