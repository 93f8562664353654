import type { Book, Status } from './books'

export interface Query {
  text: string
  status: Status | 'any'
}

/** Every word has to occur in the title or the name of the author. */
export function search(books: Book[], query: Query): Book[] {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean)
  return books.filter((book) => {
    const haystack = `${book.title} ${book.author}`.toLowerCase()
    return words.every(word => haystack.includes(word)) && (query.status === 'any' || query.status === book.status)
  })
}
