import { useGroup } from '../context/GroupContext'
import { money } from '../lib/money'
import { Avatar } from './Avatar'
import styles from './Header.module.css'

interface Props {
  tab: 'settle' | 'chart'
  onTab: (tab: 'settle' | 'chart') => void
}

export function Header({ tab, onTab }: Props) {
  const { members, expenses, dispatch } = useGroup()
  const total = expenses.reduce((sum, expense) => sum + expense.cents, 0)

  return (
    <header className={styles.header}>
      <h1>
        Tally
        {' '}
        <small>{money(total)}</small>
      </h1>
      <div className={styles.members}>
        {members.map(member => <Avatar key={member.id} member={member} />)}
      </div>
      <nav>
        {(['settle', 'chart'] as const).map(name => (
          <button
            key={name}
            type="button"
            aria-pressed={tab === name}
            onClick={() => onTab(name)}
          >
            {name}
          </button>
        ))}
        <button type="button" onClick={() => dispatch({ type: 'reset' })}>reset</button>
      </nav>
    </header>
  )
}
