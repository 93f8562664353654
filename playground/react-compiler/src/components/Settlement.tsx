import { useGroup, useMember } from '../context/GroupContext'
import { money } from '../lib/money'
import { balances, settle } from '../lib/settle'
import type { Transfer } from '../lib/types'
import { Avatar } from './Avatar'
import styles from './Settlement.module.css'

function TransferLine({ transfer }: { transfer: Transfer }) {
  const from = useMember(transfer.from)
  const to = useMember(transfer.to)
  return (
    <li>
      <Avatar member={from} />
      {`${from.name} pays ${money(transfer.cents)} to ${to.name}`}
      <Avatar member={to} />
    </li>
  )
}

export default function Settlement() {
  const { members, expenses } = useGroup()
  const balance = balances(expenses, members)
  const transfers = settle(balance)

  return (
    <>
      <dl className={styles.balances}>
        {members.map((member) => {
          const cents = balance.get(member.id) ?? 0
          return (
            <div key={member.id}>
              <dt>{member.name}</dt>
              <dd className={cents < 0 ? styles.owes : styles.owed}>{money(cents)}</dd>
            </div>
          )
        })}
      </dl>
      {transfers.length === 0
        ? <p>All even.</p>
        : <ul>{transfers.map(transfer => <TransferLine key={transfer.from + transfer.to} transfer={transfer} />)}</ul>}
    </>
  )
}
