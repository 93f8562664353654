import { useState, type FormEvent } from 'react'

interface Props {
  onAdd: (title: string, author: string, pages: number) => void
}

export default function AddBook({ onAdd }: Props) {
  const [title, setTitle] = useState('')
  const [author, setAuthor] = useState('')
  const [pages, setPages] = useState(200)
  const valid = title.trim() !== '' && author.trim() !== '' && pages > 0

  function submit(event: FormEvent) {
    event.preventDefault()
    if (valid) onAdd(title.trim(), author.trim(), pages)
  }

  return (
    <form onSubmit={submit}>
      <input value={title} placeholder="Title" onChange={event => setTitle(event.target.value)} />
      <input value={author} placeholder="Author" onChange={event => setAuthor(event.target.value)} />
      <input type="number" min={1} value={pages} onChange={event => setPages(event.target.valueAsNumber)} />
      <button type="submit" disabled={!valid}>Add</button>
    </form>
  )
}
