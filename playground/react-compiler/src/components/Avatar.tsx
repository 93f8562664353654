import type { Member } from '../lib/types'
import styles from './Avatar.module.css'

export function Avatar({ member, size = 28 }: { member: Member, size?: number }) {
  const initials = member.name
    .split(' ')
    .map(word => word[0])
    .join('')
    .slice(0, 2)

  return (
    <span
      className={styles.avatar}
      style={{ background: member.color, width: size, height: size }}
      title={member.name}
    >
      {initials}
    </span>
  )
}
