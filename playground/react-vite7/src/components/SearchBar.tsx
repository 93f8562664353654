import { useId } from 'react'
import { statuses, type Status } from '../lib/books'
import type { Query } from '../lib/search'

interface Props {
  query: Query
  found: number
  onChange: (query: Query) => void
}

export function SearchBar({ query, found, onChange }: Props) {
  const id = useId()
  const options: (Status | 'any')[] = ['any', ...statuses]

  return (
    <form onSubmit={event => event.preventDefault()}>
      <label htmlFor={id}>Search</label>
      {' '}
      <input
        id={id}
        type="search"
        value={query.text}
        onChange={event => onChange({ ...query, text: event.target.value })}
      />
      {options.map(status => (
        <label key={status}>
          <input
            type="radio"
            name="status"
            checked={query.status === status}
            onChange={() => onChange({ ...query, status })}
          />
          {status}
        </label>
      ))}
      <output htmlFor={id}>{`${found} found`}</output>
    </form>
  )
}
