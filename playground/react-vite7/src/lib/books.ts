export type Status = 'wanted' | 'reading' | 'read'

export interface Book {
  id: number
  title: string
  author: string
  pages: number
  pagesRead: number
  status: Status
  rating: number
}

export const statuses: Status[] = ['wanted', 'reading', 'read']

export const sampleBooks: Book[] = [
  { id: 1, title: 'The Left Hand of Darkness', author: 'Ursula K. Le Guin', pages: 304, pagesRead: 304, status: 'read', rating: 5 },
  { id: 2, title: 'Middlemarch', author: 'George Eliot', pages: 880, pagesRead: 212, status: 'reading', rating: 0 },
  { id: 3, title: 'Invisible Cities', author: 'Italo Calvino', pages: 165, pagesRead: 0, status: 'wanted', rating: 0 },
  { id: 4, title: 'The Dispossessed', author: 'Ursula K. Le Guin', pages: 341, pagesRead: 0, status: 'wanted', rating: 0 },
]
