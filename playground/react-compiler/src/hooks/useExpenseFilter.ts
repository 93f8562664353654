import { useState } from 'react'
import type { Category, Expense } from '../lib/types'

export type SortKey = 'date' | 'amount' | 'title'

const comparators: Record<SortKey, (a: Expense, b: Expense) => number> = {
  date: (a, b) => b.date.localeCompare(a.date),
  amount: (a, b) => b.cents - a.cents,
  title: (a, b) => a.title.localeCompare(b.title),
}

export function useExpenseFilter(expenses: Expense[]) {
  const [category, setCategory] = useState<Category | 'all'>('all')
  const [sortKey, setSortKey] = useState<SortKey>('date')

  const visible = expenses
    .filter(expense => category === 'all' || expense.category === category)
    .sort(comparators[sortKey])

  return { visible, category, setCategory, sortKey, setSortKey }
}
