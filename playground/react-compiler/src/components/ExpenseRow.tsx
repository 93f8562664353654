import { useMember } from '../context/GroupContext'
import { money } from '../lib/money'
import type { Expense } from '../lib/types'
import { Avatar } from './Avatar'

export function ExpenseRow({ expense, onRemove }: { expense: Expense, onRemove: () => void }) {
  const payer = useMember(expense.paidBy)
  const date = new Date(`${expense.date}T00:00:00`).toLocaleDateString('en', { day: 'numeric', month: 'short' })

  return (
    <tr>
      <td>{date}</td>
      <td>
        {expense.title}
        {' '}
        <small>{expense.category}</small>
      </td>
      <td>{money(expense.cents)}</td>
      <td>
        <Avatar member={payer} size={22} />
        <button type="button" aria-label={`Remove ${expense.title}`} onClick={onRemove}>×</button>
      </td>
    </tr>
  )
}
