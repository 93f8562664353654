import { useGroup } from '../context/GroupContext'
import { useExpenseFilter, type SortKey } from '../hooks/useExpenseFilter'
import { ExpenseRow } from './ExpenseRow'
import styles from './ExpenseTable.module.css'

const columns: { key: SortKey, label: string }[] = [
  { key: 'date', label: 'Date' },
  { key: 'title', label: 'What' },
  { key: 'amount', label: 'Amount' },
]

export function ExpenseTable() {
  const { expenses, dispatch } = useGroup()
  const { visible, category, setCategory, sortKey, setSortKey } = useExpenseFilter(expenses)
  const categories = [...new Set(expenses.map(expense => expense.category))].sort()

  if (expenses.length === 0) return <p>Nothing spent yet.</p>

  return (
    <>
      <div className={styles.filter}>
        {(['all', ...categories] as const).map(name => (
          <button key={name} type="button" aria-pressed={name === category} onClick={() => setCategory(name)}>
            {name}
          </button>
        ))}
      </div>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.key} aria-sort={sortKey === column.key ? 'descending' : 'none'}>
                <button type="button" onClick={() => setSortKey(column.key)}>{column.label}</button>
              </th>
            ))}
            <th>Paid by</th>
          </tr>
        </thead>
        <tbody>
          {visible.map(expense => (
            <ExpenseRow
              key={expense.id}
              expense={expense}
              onRemove={() => dispatch({ type: 'remove', id: expense.id })}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}
