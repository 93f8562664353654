import type { Attachment } from 'svelte/attachments'

const TYPE = 'application/x-lane-task'

export function draggable(id: () => string): Attachment<HTMLElement> {
  return (node) => {
    node.draggable = true
    const start = (event: DragEvent) => event.dataTransfer?.setData(TYPE, id())
    node.addEventListener('dragstart', start)
    return () => node.removeEventListener('dragstart', start)
  }
}

export function dropTarget(onDrop: (id: string) => void): Attachment<HTMLElement> {
  return (node) => {
    const over = (event: DragEvent) => event.preventDefault()
    const drop = (event: DragEvent) => {
      event.preventDefault()
      const id = event.dataTransfer?.getData(TYPE)
      if (id) onDrop(id)
    }
    node.addEventListener('dragover', over)
    node.addEventListener('drop', drop)
    return () => {
      node.removeEventListener('dragover', over)
      node.removeEventListener('drop', drop)
    }
  }
}
