import { useReducer } from 'react'
import { sampleBooks, type Book } from '../lib/books'

type Action =
  | { type: 'add', title: string, author: string, pages: number }
  | { type: 'progress', id: number, pagesRead: number }
  | { type: 'rate', id: number, rating: number }
  | { type: 'remove', id: number }

function progress(book: Book, pagesRead: number): Book {
  const clamped = Math.min(book.pages, Math.max(0, pagesRead))
  const status = clamped === book.pages ? 'read' : clamped > 0 ? 'reading' : 'wanted'
  return { ...book, pagesRead: clamped, status }
}

function reducer(books: Book[], action: Action): Book[] {
  switch (action.type) {
    case 'add': {
      const { title, author, pages } = action
      const id = Math.max(0, ...books.map(book => book.id)) + 1
      return [...books, { id, title, author, pages, pagesRead: 0, status: 'wanted', rating: 0 }]
    }
    case 'progress':
      return books.map(book => book.id === action.id ? progress(book, action.pagesRead) : book)
    case 'rate':
      return books.map(book => book.id === action.id ? { ...book, rating: action.rating } : book)
    case 'remove':
      return books.filter(book => book.id !== action.id)
  }
}

export function useBooks() {
  return useReducer(reducer, sampleBooks)
}

export type BooksDispatch = ReturnType<typeof useBooks>[1]
