import type { Book } from '../lib/books'
import { stats } from '../lib/stats'

export function StatsBar({ books }: { books: Book[] }) {
  const { finished, pagesRead, averageRating, favouriteAuthor } = stats(books)
  const items = [
    ['finished', finished],
    ['pages', pagesRead.toLocaleString('en')],
    ['rating', averageRating.toFixed(1)],
    ['favourite', favouriteAuthor ?? 'nobody yet'],
  ] as const

  return (
    <dl style={{ display: 'flex', gap: '2rem' }}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd style={{ margin: 0, fontWeight: 'bold' }}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
