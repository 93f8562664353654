import { useGroup } from '../context/GroupContext'
import styles from './MemberPicker.module.css'

interface Props {
  selected: string[]
  onChange: (ids: string[]) => void
}

export function MemberPicker({ selected, onChange }: Props) {
  const { members } = useGroup()

  function toggle(id: string) {
    onChange(selected.includes(id) ? selected.filter(other => other !== id) : [...selected, id])
  }

  return (
    <fieldset className={styles.picker}>
      <legend>Shared by</legend>
      {members.map(member => (
        <label key={member.id} style={{ borderColor: member.color }}>
          <input type="checkbox" checked={selected.includes(member.id)} onChange={() => toggle(member.id)} />
          {member.name}
        </label>
      ))}
    </fieldset>
  )
}
