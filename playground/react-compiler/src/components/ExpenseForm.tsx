import { useActionState, useState } from 'react'
import { useGroup } from '../context/GroupContext'
import { money, parseMoney, split } from '../lib/money'
import type { Category } from '../lib/types'
import { MemberPicker } from './MemberPicker'

const categories: Category[] = ['food', 'travel', 'home', 'fun']

export function ExpenseForm() {
  const { members, dispatch } = useGroup()
  const [sharedBy, setSharedBy] = useState(members.map(member => member.id))
  const [amount, setAmount] = useState('')

  const cents = parseMoney(amount)
  const share = cents && sharedBy.length > 0 ? split(cents, sharedBy.length)[0] : undefined

  const [error, submit] = useActionState((_: string | null, form: FormData) => {
    const title = String(form.get('title') ?? '').trim()
    if (title === '') return 'What was it for?'
    if (cents === undefined) return 'How much was it?'
    if (sharedBy.length === 0) return 'Somebody has to share it'
    dispatch({
      type: 'add',
      expense: {
        id: crypto.randomUUID(),
        title,
        cents,
        category: form.get('category') as Category,
        paidBy: String(form.get('paidBy')),
        sharedBy,
        date: new Date().toISOString().slice(0, 10),
      },
    })
    setAmount('')
    return null
  }, null)

  return (
    <form action={submit}>
      <input name="title" placeholder="What" aria-label="What" />
      <input value={amount} placeholder="0.00" aria-label="Amount" onChange={event => setAmount(event.target.value)} />
      <select name="category" aria-label="Category">
        {categories.map(category => <option key={category}>{category}</option>)}
      </select>
      <select name="paidBy" aria-label="Paid by">
        {members.map(member => <option key={member.id} value={member.id}>{member.name}</option>)}
      </select>
      <MemberPicker selected={sharedBy} onChange={setSharedBy} />
      {share !== undefined && <p>{`${money(share)} each`}</p>}
      {error && <p role="alert">{error}</p>}
      <button type="submit">Add</button>
    </form>
  )
}
