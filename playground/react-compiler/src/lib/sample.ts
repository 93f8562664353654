import type { Expense, Member } from './types'

export const members: Member[] = [
  { id: 'ada', name: 'Ada', color: '#4456c7' },
  { id: 'ben', name: 'Ben', color: '#c08a2b' },
  { id: 'cleo', name: 'Cleo', color: '#2c8a5b' },
]

const all = members.map(member => member.id)

export const sampleExpenses: Expense[] = [
  { id: 'e1', title: 'Groceries', cents: 5430, category: 'food', paidBy: 'ada', sharedBy: all, date: '2026-02-11' },
  { id: 'e2', title: 'Train tickets', cents: 8900, category: 'travel', paidBy: 'ben', sharedBy: ['ada', 'ben'], date: '2026-02-13' },
  { id: 'e3', title: 'Electricity', cents: 7215, category: 'home', paidBy: 'cleo', sharedBy: all, date: '2026-02-20' },
  { id: 'e4', title: 'Cinema', cents: 3600, category: 'fun', paidBy: 'ada', sharedBy: ['ada', 'cleo'], date: '2026-02-22' },
]
