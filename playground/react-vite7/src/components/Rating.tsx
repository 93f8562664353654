import { useState } from 'react'

export function Rating({ value, onChange }: { value: number, onChange: (value: number) => void }) {
  const [hovered, setHovered] = useState<number | null>(null)
  const shown = hovered ?? value

  return (
    <div role="radiogroup" aria-label="Rating" onPointerLeave={() => setHovered(null)}>
      {[1, 2, 3, 4, 5].map(star => (
        <button
          key={star}
          type="button"
          role="radio"
          aria-checked={star === value}
          onPointerEnter={() => setHovered(star)}
          onClick={() => onChange(star)}
        >
          {star <= shown ? '★' : '☆'}
        </button>
      ))}
    </div>
  )
}
