import type { BooksDispatch } from '../hooks/useBooks'
import type { Book } from '../lib/books'
import { BookCard } from './BookCard'

export function BookGrid({ books, dispatch }: { books: Book[], dispatch: BooksDispatch }) {
  if (books.length === 0) return <p>No book here.</p>
  return (
    <div className="grid">
      {books.map(book => (
        <BookCard
          key={book.id}
          book={book}
          onProgress={pagesRead => dispatch({ type: 'progress', id: book.id, pagesRead })}
          onRate={rating => dispatch({ type: 'rate', id: book.id, rating })}
          onRemove={() => dispatch({ type: 'remove', id: book.id })}
        />
      ))}
    </div>
  )
}
