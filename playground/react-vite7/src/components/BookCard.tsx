import type { Book } from '../lib/books'
import { Cover } from './Cover'
import { Rating } from './Rating'

interface Props {
  book: Book
  onProgress: (pagesRead: number) => void
  onRate: (rating: number) => void
  onRemove: () => void
}

export function BookCard({ book, onProgress, onRate, onRemove }: Props) {
  const percent = Math.round((book.pagesRead / book.pages) * 100)

  return (
    <article>
      <Cover title={book.title} author={book.author} />
      <h3>{book.title}</h3>
      <p>{book.author}</p>
      <label>
        {`${percent}%`}
        <input
          type="range"
          max={book.pages}
          value={book.pagesRead}
          onChange={event => onProgress(event.target.valueAsNumber)}
        />
      </label>
      {book.status === 'read' && <Rating value={book.rating} onChange={onRate} />}
      <button type="button" onClick={onRemove}>Remove</button>
    </article>
  )
}
