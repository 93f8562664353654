import { split } from './money'
import type { Expense, Member, Transfer } from './types'

export function balances(expenses: Expense[], members: Member[]): Map<string, number> {
  const result = new Map(members.map(member => [member.id, 0]))
  for (const expense of expenses) {
    const parts = split(expense.cents, expense.sharedBy.length)
    result.set(expense.paidBy, (result.get(expense.paidBy) ?? 0) + expense.cents)
    expense.sharedBy.forEach((id, index) => {
      result.set(id, (result.get(id) ?? 0) - parts[index])
    })
  }
  return result
}

/** Greedy: the one who owes most pays the one who is owed most. */
export function settle(balance: Map<string, number>): Transfer[] {
  const open = [...balance].map(([id, cents]) => ({ id, cents }))
  const transfers: Transfer[] = []
  for (;;) {
    open.sort((a, b) => a.cents - b.cents)
    const debtor = open[0]
    const creditor = open[open.length - 1]
    const cents = Math.min(-debtor.cents, creditor.cents)
    if (cents <= 0) return transfers
    debtor.cents += cents
    creditor.cents -= cents
    transfers.push({ from: debtor.id, to: creditor.id, cents })
  }
}
