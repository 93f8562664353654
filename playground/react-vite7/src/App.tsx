import { lazy, Suspense, useState } from 'react'
import { BookGrid } from './components/BookGrid'
import { SearchBar } from './components/SearchBar'
import { StatsBar } from './components/StatsBar'
import { useBooks } from './hooks/useBooks'
import { useHotkey } from './hooks/useHotkey'
import { search, type Query } from './lib/search'

const AddBook = lazy(() => import('./components/AddBook'))

export function App() {
  const [books, dispatch] = useBooks()
  const [query, setQuery] = useState<Query>({ text: '', status: 'any' })
  const [adding, setAdding] = useState(false)
  useHotkey('n', () => setAdding(true))

  const found = search(books, query)

  return (
    <div className="app">
      <h1>Shelf</h1>
      <StatsBar books={books} />
      <SearchBar query={query} onChange={setQuery} found={found.length} />
      {adding && (
        <Suspense>
          <AddBook
            onAdd={(title, author, pages) => {
              dispatch({ type: 'add', title, author, pages })
              setAdding(false)
            }}
          />
        </Suspense>
      )}
      <BookGrid books={found} dispatch={dispatch} />
      <button type="button" onClick={() => setAdding(!adding)}>{adding ? 'Cancel' : 'Add a book (n)'}</button>
    </div>
  )
}
