import type { Book } from './books'

export interface Stats {
  finished: number
  pagesRead: number
  averageRating: number
  favouriteAuthor: string | undefined
}

export function stats(books: Book[]): Stats {
  const finished = books.filter(book => book.status === 'read')
  const rated = books.filter(book => book.rating > 0)
  const byAuthor = new Map<string, number>()
  for (const book of books) byAuthor.set(book.author, (byAuthor.get(book.author) ?? 0) + 1)
  const [favourite] = [...byAuthor].sort((a, b) => b[1] - a[1])
  return {
    finished: finished.length,
    pagesRead: books.reduce((sum, book) => sum + book.pagesRead, 0),
    averageRating: rated.length === 0 ? 0 : rated.reduce((sum, book) => sum + book.rating, 0) / rated.length,
    favouriteAuthor: favourite?.[0],
  }
}
