import type { ReactNode } from 'react'
import styles from './Panel.module.css'

interface Props {
  title: string
  wide?: boolean
  children: ReactNode
}

export function Panel({ title, wide = false, children }: Props) {
  return (
    <section className={wide ? `${styles.panel} ${styles.wide}` : styles.panel}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
