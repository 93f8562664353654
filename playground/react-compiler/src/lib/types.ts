export interface Member {
  id: string
  name: string
  color: string
}

export type Category = 'food' | 'travel' | 'home' | 'fun'

export interface Expense {
  id: string
  title: string
  cents: number
  category: Category
  paidBy: string
  sharedBy: string[]
  date: string
}

export interface Transfer {
  from: string
  to: string
  cents: number
}
