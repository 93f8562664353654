import { createContext, use, useReducer, type ReactNode } from 'react'
import { members, sampleExpenses } from '../lib/sample'
import type { Expense, Member } from '../lib/types'

type Action =
  | { type: 'add', expense: Expense }
  | { type: 'remove', id: string }
  | { type: 'reset' }

interface Group {
  members: Member[]
  expenses: Expense[]
  dispatch: (action: Action) => void
}

const GroupContext = createContext<Group | null>(null)

function reducer(expenses: Expense[], action: Action): Expense[] {
  switch (action.type) {
    case 'add': return [...expenses, action.expense]
    case 'remove': return expenses.filter(expense => expense.id !== action.id)
    case 'reset': return sampleExpenses
  }
}

export function GroupProvider({ children }: { children: ReactNode }) {
  const [expenses, dispatch] = useReducer(reducer, sampleExpenses)
  return <GroupContext value={{ members, expenses, dispatch }}>{children}</GroupContext>
}

export function useGroup(): Group {
  const group = use(GroupContext)
  if (!group) throw new Error('useGroup needs a <GroupProvider> above')
  return group
}

export function useMember(id: string): Member {
  const { members } = useGroup()
  return members.find(member => member.id === id) ?? { id, name: id, color: '#999' }
}
