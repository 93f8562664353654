import { useState } from 'react'
import { useGroup } from '../context/GroupContext'
import { money } from '../lib/money'
import type { Category } from '../lib/types'
import styles from './CategoryChart.module.css'

const colors: Record<Category, string> = {
  food: '#c08a2b',
  travel: '#4456c7',
  home: '#2c8a5b',
  fun: '#b0468f',
}

export default function CategoryChart() {
  const { expenses } = useGroup()
  const [active, setActive] = useState<Category | null>(null)

  const totals = Object.entries(Object.groupBy(expenses, expense => expense.category))
    .map(([category, group]) => ({
      category: category as Category,
      cents: (group ?? []).reduce((sum, expense) => sum + expense.cents, 0),
    }))
    .sort((a, b) => b.cents - a.cents)
  const largest = totals[0]?.cents ?? 1

  return (
    <ul className={styles.chart}>
      {totals.map(({ category, cents }) => (
        <li key={category} onPointerEnter={() => setActive(category)} onPointerLeave={() => setActive(null)}>
          <span>{category}</span>
          <div
            className={styles.bar}
            style={{
              width: `${(cents / largest) * 100}%`,
              background: colors[category],
              opacity: active === null || active === category ? 1 : 0.4,
            }}
          />
          <span>{money(cents)}</span>
        </li>
      ))}
    </ul>
  )
}
